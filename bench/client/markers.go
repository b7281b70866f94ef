package main

import (
	"bytes"
	"sync"
)

// marker is something that a proxy comes to hold, or no longer holds.
type marker struct {
	// Kind: address (`IP:PORT` or a socket's path, of an endpoint), domain (of a virtual host), cluster (by name),
	// text (in the bytes of a resource that arrives from now on), count (at least Count resources of type Value held),
	// connected (a stream is open). A light proxy knows the last three.
	Kind  string `json:"kind"`
	Value string `json:"value,omitempty"`
	Count int    `json:"count,omitempty"`
	// Absent turns address, domain and cluster round.
	Absent bool `json:"absent,omitempty"`
}

// waiter waits until a number of proxies satisfied all markers, and then says when each did.
type waiter struct {
	markers []marker
	mu      sync.Mutex
	left    int
	times   []int64
	done    func([]int64)
}

func newWaiter(markers []marker, proxies int, done func([]int64)) *waiter {
	return &waiter{markers: markers, left: proxies, times: make([]int64, proxies), done: done}
}

func (w *waiter) reached(index int, at int64) {
	w.mu.Lock()
	w.times[index] = at
	w.left--
	last := w.left == 0
	w.mu.Unlock()
	if last {
		w.done(w.times)
	}
}

// waiting is a waiter from one proxy's side. seen remembers the texts that arrived.
type waiting struct {
	waiter *waiter
	index  int
	seen   []bool
}

// arrived looks for texts in a resource that was just received.
func (w *waiting) arrived(raw []byte) {
	for i, m := range w.waiter.markers {
		if m.Kind == "text" && !w.seen[i] && bytes.Contains(raw, []byte(m.Value)) {
			w.seen[i] = true
		}
	}
}

func (w *waiting) satisfied(p *proxy) bool {
	for i, m := range w.waiter.markers {
		var ok bool
		switch m.Kind {
		case "address":
			ok = p.held.addresses[m.Value] > 0 != m.Absent
		case "domain":
			ok = p.held.domains[m.Value] > 0 != m.Absent
		case "cluster":
			_, present := p.held.resources[cluster][m.Value]
			ok = present != m.Absent
		case "text":
			ok = w.seen[i]
		case "count":
			ok = p.count(m.Value) >= m.Count
		case "connected":
			ok = p.connected
		}
		if !ok {
			return false
		}
	}
	return true
}
