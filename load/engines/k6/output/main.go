// This program is k6 with one more output. It is built apart from gatedrill, runs as a process of
// its own and, as it contains k6, it is under k6's licence, AGPL-3.0.
package main

import "go.k6.io/k6/v2/cmd"

func main() {
	cmd.Execute()
}
