package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"
)

// The kinds of frames. The reader is frames.ts in the folder above.
const (
	requestFrame = 1
	droppedFrame = 2
	endFrame     = 3
)

// Of a request, in the order in which they are sent.
var requestTags = []string{
	"gatedrill", "status", "error_code", "expected_response", "method", "name", "scenario",
}

const flushEvery = 50 * time.Millisecond

// Longer texts are cut: a frame has to fit into its length of two bytes.
const textBytesMax = 8192

func init() {
	output.RegisterExtension("gatedrill", func(params output.Params) (output.Output, error) {
		address, token, isWhole := strings.Cut(params.ConfigArgument, "/")
		if !isWhole {
			return nil, errors.New("write --out gatedrill=<host>:<port>/<token>")
		}
		return &ledgerOutput{address: address, token: token}, nil
	})
}

// ledgerOutput sends every HTTP request and every dropped iteration to a loopback port, as frames:
// u16 length of what follows, u8 kind, and the fields of that kind, little-endian.
type ledgerOutput struct {
	output.SampleBuffer
	address, token string
	connection     net.Conn
	writer         *bufio.Writer
	flusher        *output.PeriodicFlusher
	frame          []byte
	broken         error
}

func (o *ledgerOutput) Description() string { return "gatedrill ledger (" + o.address + ")" }

func (o *ledgerOutput) Start() (err error) {
	if o.connection, err = net.DialTimeout("tcp", o.address, 5*time.Second); err != nil {
		return fmt.Errorf("the reader of the ledger does not answer: %w", err)
	}
	o.writer = bufio.NewWriterSize(o.connection, 1<<16)
	fmt.Fprintf(o.writer, "%s\n", o.token)
	o.flusher, err = output.NewPeriodicFlusher(flushEvery, o.flush)
	return err
}

// Stop sends the last frames and one that says that there are no more.
func (o *ledgerOutput) Stop() error {
	o.flusher.Stop()
	o.frame = append(o.frame[:0], endFrame)
	o.send()
	return errors.Join(o.broken, o.writer.Flush(), o.connection.Close())
}

func (o *ledgerOutput) flush() {
	for _, container := range o.GetBufferedSamples() {
		if trail, isTrail := container.(*httpext.Trail); isTrail {
			o.sendRequest(trail)
			continue
		}
		for _, sample := range container.GetSamples() {
			if sample.Metric.Name == metrics.DroppedIterationsName {
				o.sendDropped(sample)
			}
		}
	}
	if err := o.writer.Flush(); err != nil && o.broken == nil {
		o.broken = err
	}
}

func (o *ledgerOutput) sendRequest(trail *httpext.Trail) {
	o.frame = append(o.frame[:0], requestFrame)
	o.putInstant(trail.EndTime)
	for _, part := range []time.Duration{
		trail.Blocked, trail.Connecting, trail.TLSHandshaking,
		trail.Sending, trail.Waiting, trail.Receiving,
	} {
		o.frame = binary.LittleEndian.AppendUint32(o.frame, uint32(part.Microseconds()))
	}
	if trail.ConnReused {
		o.frame = append(o.frame, 1)
	} else {
		o.frame = append(o.frame, 0)
	}
	o.putText(trail.Metadata["gatedrill"])
	for _, tag := range requestTags {
		value, _ := trail.Tags.Get(tag)
		o.putText(value)
	}
	o.send()
}

func (o *ledgerOutput) sendDropped(sample metrics.Sample) {
	o.frame = append(o.frame[:0], droppedFrame)
	o.putInstant(sample.Time)
	o.frame = binary.LittleEndian.AppendUint32(o.frame, uint32(sample.Value))
	scenario, _ := sample.Tags.Get("scenario")
	o.putText(scenario)
	o.send()
}

func (o *ledgerOutput) putInstant(at time.Time) {
	o.frame = binary.LittleEndian.AppendUint64(o.frame, uint64(at.UnixNano()))
}

func (o *ledgerOutput) putText(text string) {
	text = text[:min(len(text), textBytesMax)]
	o.frame = binary.LittleEndian.AppendUint16(o.frame, uint16(len(text)))
	o.frame = append(o.frame, text...)
}

// Errors of writing stay in the writer, and show at the next flush.
func (o *ledgerOutput) send() {
	var length [2]byte
	binary.LittleEndian.PutUint16(length[:], uint16(len(o.frame)))
	o.writer.Write(length[:])
	o.writer.Write(o.frame)
}
