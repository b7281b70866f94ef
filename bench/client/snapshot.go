package main

import (
	"maps"
	"slices"
)

// proxySnapshot is what a proxy was sent and, where asked for, what it holds.
type proxySnapshot struct {
	Node      node               `json:"node"`
	Connected bool               `json:"connected"`
	Failure   string             `json:"failure,omitempty"`
	Counts    map[string]*counts `json:"counts"`
	// Held: type -> name -> version as told; Hashes: the same of the bytes, which two protocols can be compared by.
	Held      map[string]map[string]string `json:"held,omitempty"`
	Hashes    map[string]map[string]string `json:"hashes,omitempty"`
	Addresses []string                     `json:"addresses,omitempty"`
	Domains   []string                     `json:"domains,omitempty"`
	// Warming: assignments that clusters wait for.
	Warming    []string `json:"warming,omitempty"`
	Violations []string `json:"violations,omitempty"`
}

func (p *proxy) snapshot(withHeld bool) proxySnapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := proxySnapshot{Node: p.node, Connected: p.connected, Failure: p.failure, Counts: map[string]*counts{}}
	addCounts(s.Counts, p.counts)
	if !withHeld || p.held == nil {
		return s
	}
	s.Held, s.Hashes = map[string]map[string]string{}, map[string]map[string]string{}
	for kind, all := range p.held.resources {
		s.Held[kind] = p.held.versions(kind)
		s.Hashes[kind] = map[string]string{}
		for name, r := range all {
			s.Hashes[kind][name] = r.hash()
		}
	}
	s.Addresses = slices.Sorted(maps.Keys(p.held.addresses))
	s.Domains = slices.Sorted(maps.Keys(p.held.domains))
	s.Warming = slices.Sorted(maps.Keys(p.held.warming))
	s.Violations = slices.Clone(p.held.violations)
	return s
}
