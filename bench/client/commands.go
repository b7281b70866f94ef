package main

import (
	"fmt"
	"slices"
)

// command is one line of stdin. Do is what is to be done; the other fields are its arguments.
type command struct {
	ID int    `json:"id"`
	Do string `json:"do"`

	// connect: opens one proxy for each node. Answers at once; await says when they hold something.
	Target string `json:"target,omitempty"`
	Mode   string `json:"mode,omitempty"` // delta | state-of-the-world | light
	Nodes  []node `json:"nodes,omitempty"`

	// Which proxies the command is about, by the order in which they were connected; empty: all.
	Proxies []int `json:"proxies,omitempty"`

	// await: every proxy must satisfy every marker.
	Markers []marker `json:"markers,omitempty"`

	// snapshot: with the names and versions that each proxy holds, and not only counts.
	Held bool `json:"held,omitempty"`

	// reject, and connect: responses with a resource whose bytes hold this text are NACKed; empty: none.
	Text string `json:"text,omitempty"`
}

type node struct {
	ID      string `json:"id"`
	Cluster string `json:"cluster"`
}

// answer is one line of stdout. A command has one answer; await has two, Armed and then Times.
type answer struct {
	ID    int    `json:"id"`
	Error string `json:"error,omitempty"`
	Armed bool   `json:"armed,omitempty"`
	// Times: CLOCK_MONOTONIC nanoseconds at which each proxy came to satisfy the markers, in the order of the command.
	Times   []int64            `json:"times,omitempty"`
	Total   map[string]*counts `json:"total,omitempty"`
	Proxies []proxySnapshot    `json:"proxies,omitempty"`
}

// fleet is all proxies of this process.
type fleet struct {
	proxies []*proxy
}

func (f *fleet) run(c command, out *answers) error {
	chosen, err := f.choose(c.Proxies)
	if err != nil {
		return err
	}
	switch c.Do {
	case "connect":
		if c.Mode != "" && c.Mode != modeDelta && c.Mode != modeSotw && c.Mode != modeLight {
			return fmt.Errorf("connect: mode %q: %s, %s and %s are known", c.Mode, modeDelta, modeSotw, modeLight)
		}
		for _, n := range c.Nodes {
			p := newProxy(n, c.Mode)
			p.rejectText = c.Text
			f.proxies = append(f.proxies, p)
			p.open(c.Target)
		}
	case "reconnect":
		for _, p := range chosen {
			p.shut()
			p.open(c.Target)
		}
	case "close":
		for _, p := range chosen {
			p.shut()
		}
	case "await":
		if len(chosen) == 0 {
			return fmt.Errorf("await: there is no proxy that could")
		}
		for _, m := range c.Markers {
			needsAll := m.Kind == "address" || m.Kind == "domain" || m.Kind == "cluster"
			if needsAll && slices.ContainsFunc(chosen, func(p *proxy) bool { return p.held == nil }) {
				return fmt.Errorf("await: a light proxy does not know what %s it holds", m.Kind)
			}
		}
		w := newWaiter(c.Markers, len(chosen), func(times []int64) {
			out.write(answer{ID: c.ID, Times: times})
		})
		out.write(answer{ID: c.ID, Armed: true})
		for i, p := range chosen {
			p.await(w, i)
		}
		return nil
	case "snapshot":
		total := map[string]*counts{}
		reply := answer{ID: c.ID, Total: total}
		for _, p := range chosen {
			s := p.snapshot(c.Held)
			addCounts(total, s.Counts)
			if c.Held {
				reply.Proxies = append(reply.Proxies, s)
			}
		}
		out.write(reply)
		return nil
	case "reset":
		for _, p := range chosen {
			p.resetCounts()
		}
	case "stall", "resume":
		for _, p := range chosen {
			p.gate.set(c.Do == "stall")
		}
	case "reject":
		for _, p := range chosen {
			p.reject(c.Text)
		}
	default:
		return fmt.Errorf("%q is no command", c.Do)
	}
	out.write(answer{ID: c.ID})
	return nil
}

func (f *fleet) choose(indexes []int) ([]*proxy, error) {
	if len(indexes) == 0 {
		return f.proxies, nil
	}
	chosen := make([]*proxy, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= len(f.proxies) {
			return nil, fmt.Errorf("proxy %d: there are %d", i, len(f.proxies))
		}
		chosen = append(chosen, f.proxies[i])
	}
	return chosen, nil
}

func (f *fleet) close() {
	for _, p := range f.proxies {
		p.shut()
	}
}
