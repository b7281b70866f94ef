// Command client is an ADS client that knows nothing of Fairlead: many proxies in one process, each on a TCP connection
// of its own, speaking delta or state-of-the-world xDS the way Envoy 1.40 does, through go-control-plane's generated API.
//
// It is driven by JSON lines on stdin and answers with JSON lines on stdout (commands.go). It counts what it is sent,
// remembers what it holds, and says on CLOCK_MONOTONIC when it came to hold a marker.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// maxLine bounds one command: 10,000 nodes with names of their own fit.
const maxLine = 16 << 20

func main() {
	out := &answers{encoder: json.NewEncoder(os.Stdout)}
	fleet := &fleet{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			out.write(answer{Error: fmt.Sprintf("a command is not JSON: %v", err)})
			continue
		}
		if err := fleet.run(c, out); err != nil {
			out.write(answer{ID: c.ID, Error: err.Error()})
		}
	}
	fleet.close()
}

// answers serialises what goroutines have to say, one JSON document a line.
type answers struct {
	mu      sync.Mutex
	encoder *json.Encoder
}

func (a *answers) write(v answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.encoder.Encode(v); err != nil {
		os.Exit(1) // whoever drives us is gone
	}
}
