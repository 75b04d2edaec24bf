// This program is k6 of the older line as it is, for tests against it. It is built apart from
// gatedrill, runs as a process of its own and, as it is k6, it is under k6's licence, AGPL-3.0.
package main

import "go.k6.io/k6/cmd"

func main() {
	cmd.Execute()
}
