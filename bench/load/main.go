// Command load runs tiny origin servers and sends a steady load through a proxy to them, on keep-alive connections that
// it manages itself: nothing is retried, so nothing is hidden. Driven by JSON lines on stdin, answers on stdout.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type command struct {
	ID int    `json:"id"`
	Do string `json:"do"` // origins | ready | start | stop

	// origins: one server for each name, which answers with it.
	Names []string `json:"names,omitempty"`

	// ready: waits until every case gets an answer that it allows. start: HOST:PORT, requests a second over so many
	// connections, the cases in turn.
	Target      string     `json:"target,omitempty"`
	Rate        int        `json:"rate,omitempty"`
	Connections int        `json:"connections,omitempty"`
	Cases       []testCase `json:"cases,omitempty"`
}

// testCase is a request and the bodies, each with status 200, that may answer it.
type testCase struct {
	Host    string   `json:"host"`
	Path    string   `json:"path"`
	Allowed []string `json:"allowed"`
}

type answer struct {
	ID     int     `json:"id"`
	Error  string  `json:"error,omitempty"`
	Ports  []int   `json:"ports,omitempty"`
	Report *report `json:"report,omitempty"`
}

func main() {
	out := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	var running *load
	for lines.Scan() {
		var c command
		reply := answer{}
		err := json.Unmarshal(lines.Bytes(), &c)
		reply.ID = c.ID
		if err == nil {
			switch c.Do {
			case "origins":
				reply.Ports, err = startOrigins(c.Names)
			case "ready":
				err = waitReady(c.Target, c.Cases)
			case "start":
				running = startLoad(c)
			case "stop":
				reply.Report = running.stop()
			default:
				err = fmt.Errorf("%q is no command", c.Do)
			}
		}
		if err != nil {
			reply.Error = err.Error()
		}
		if err := out.Encode(reply); err != nil {
			return // whoever drives us is gone
		}
	}
}
