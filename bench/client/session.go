package main

import (
	"bytes"
	"fmt"
	"strings"
)

// session is one stream of a proxy. Only the proxy's own goroutine sends on it.
type session struct {
	proxy *proxy
	wire  wire
	// unacknowledged: Envoy does not acknowledge clusters while any of them warms.
	unacknowledged []*response
}

// outgoing is a request that is sent after the proxy's lock was released, so that nobody waits for the network.
type outgoing func() error

// start asks for clusters and listeners, and again for what an earlier stream had subscribed to.
func (s *session) start() error {
	p := s.proxy
	p.mu.Lock()
	var requests []outgoing
	for _, kind := range resumeOrder {
		names := make([]string, 0, len(p.subscribed[kind]))
		for name := range p.subscribed[kind] {
			names = append(names, name)
		}
		if kind == cluster || kind == listener || kind == virtualHost && p.vhds || len(names) > 0 {
			requests = append(requests, s.subscription(kind, names, nil, p.held.versions(kind)))
		}
	}
	p.connected = true
	p.checkWaiters()
	p.mu.Unlock()
	return sendAll(requests)
}

func (s *session) handle(r *response) error {
	if r.kind == "" {
		return fmt.Errorf("a response of a type that was not asked for, with %d resources", len(r.resources))
	}
	p := s.proxy
	p.mu.Lock()
	count := s.count(r)
	rejection := s.apply(r)
	if rejection != "" {
		count.Rejected++
	}
	requests := s.subscriptions()
	p.checkWaiters()
	if r.kind == cluster && rejection == "" {
		s.unacknowledged = append(s.unacknowledged, r)
	} else {
		requests = append(requests, func() error { return s.wire.acknowledge(r, rejection) })
	}
	if len(p.held.warming) == 0 {
		for _, waiting := range s.unacknowledged {
			requests = append(requests, func() error { return s.wire.acknowledge(waiting, "") })
		}
		s.unacknowledged = nil
	}
	p.mu.Unlock()
	return sendAll(requests)
}

// apply takes a response in and gives the reason of its rejection, in Envoy's manner: the good clusters and listeners of
// a rejected response stay, of other types nothing does.
func (s *session) apply(r *response) string {
	p := s.proxy
	type accepted struct {
		name     string
		resource *resource
	}
	good := make([]accepted, 0, len(r.resources))
	var bad []string
	for _, one := range r.resources {
		raw := one.body.GetValue()
		name, parsed, err := decode(r.kind, one.version, raw)
		if one.name != "" && one.name != name && r.kind != secret {
			p.held.violate("%s %s is called %s inside", r.kind, one.name, name)
			name = one.name
		}
		switch {
		case err != nil:
			bad = append(bad, fmt.Sprintf("%s: %v", name, err))
		case p.rejectText != "" && bytes.Contains(raw, []byte(p.rejectText)):
			bad = append(bad, fmt.Sprintf("%s: rejected on purpose, it holds %s", name, p.rejectText))
		default:
			good = append(good, accepted{name, parsed})
		}
		for _, w := range p.waiters {
			w.arrived(raw)
		}
	}
	partly := r.kind == cluster || r.kind == listener
	if len(bad) > 0 && !partly {
		return strings.Join(bad, ", ")
	}
	listed := map[string]bool{}
	for _, g := range good {
		listed[g.name] = true
		p.held.put(r.kind, g.name, g.resource)
	}
	for _, name := range r.removed {
		p.held.remove(r.kind, name)
	}
	if r.whole && len(bad) == 0 {
		for name := range p.held.resources[r.kind] {
			if !listed[name] {
				p.held.remove(r.kind, name)
			}
		}
	}
	if len(bad) > 0 {
		return fmt.Sprintf("Error adding/updating %s(s) %s", r.kind, strings.Join(bad, ", "))
	}
	return ""
}

func (s *session) count(r *response) *counts {
	c := s.proxy.countOf(r.kind)
	c.Responses++
	c.Resources += len(r.resources)
	c.Removed += len(r.removed)
	c.Bytes += r.bytes
	return c
}

// subscriptions follow what is held: assignments of clusters, route configurations of listeners, secrets of both, and
// virtual hosts as a whole as soon as a route configuration wants them.
func (s *session) subscriptions() []outgoing {
	p := s.proxy
	var requests []outgoing
	for _, kind := range []string{endpoints, route, secret} {
		more, fewer := p.held.takeChanges(kind, p.subscribed[kind])
		if len(more)+len(fewer) > 0 {
			requests = append(requests, s.subscription(kind, more, fewer, nil))
		}
	}
	if !p.vhds && p.held.usesVhds() {
		p.vhds = true
		requests = append(requests, s.subscription(virtualHost, nil, nil, nil))
	}
	return requests
}

func (s *session) subscription(kind string, more, fewer []string, versions map[string]string) outgoing {
	return func() error { return s.wire.subscribe(kind, more, fewer, versions) }
}

func sendAll(requests []outgoing) error {
	for _, send := range requests {
		if err := send(); err != nil {
			return err
		}
	}
	return nil
}
