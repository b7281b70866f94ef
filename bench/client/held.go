package main

import (
	"fmt"
	"strings"
)

// held is what one proxy holds, indexed as far as markers and subscriptions need: work follows what arrives.
type held struct {
	resources map[string]map[string]*resource // type -> name
	addresses map[string]int                  // how many resources name it
	domains   map[string]int
	wanted    map[string]map[string]int  // type -> name -> how many held resources ask for it
	touched   map[string]map[string]bool // wanted names that changed since the last takeChanges
	// warming: assignments without which a new or changed cluster does not warm, as in Envoy.
	warming map[string]bool
	// violations: what Envoy would not have forgiven, at most maxViolations sentences.
	violations []string
}

const maxViolations = 100

func newHeld() *held {
	h := &held{
		resources: map[string]map[string]*resource{},
		addresses: map[string]int{},
		domains:   map[string]int{},
		wanted:    map[string]map[string]int{},
		touched:   map[string]map[string]bool{},
		warming:   map[string]bool{},
	}
	for kind := range typeURLs {
		h.resources[kind] = map[string]*resource{}
		h.wanted[kind] = map[string]int{}
		h.touched[kind] = map[string]bool{}
	}
	return h
}

// count is how many resources of a type are held; also of addresses and domains, each counted once.
func (h *held) count(what string) int {
	switch what {
	case "address":
		return len(h.addresses)
	case "domain":
		return len(h.domains)
	default:
		return len(h.resources[what])
	}
}

func (h *held) put(kind, name string, r *resource) {
	before := h.resources[kind][name]
	if kind == virtualHost && !h.acceptsHost(name) {
		return
	}
	h.resources[kind][name] = r
	h.index(r, 1)
	if before != nil {
		h.index(before, -1)
	}
	switch kind {
	case cluster:
		if before == nil || before.hash() != r.hash() {
			for _, assignment := range r.wants[endpoints] {
				h.warming[assignment] = true
			}
		}
	case endpoints:
		delete(h.warming, name)
	}
	for _, to := range r.routesTo {
		if h.resources[cluster][to] == nil {
			h.violate("%s %s routes to cluster %s, which is not held", kind, name, to)
		}
	}
}

// acceptsHost: Envoy acknowledges and drops virtual hosts of a route configuration that it does not hold. They are named
// `<route configuration>/<host>`, where the host has no further slash.
func (h *held) acceptsHost(name string) bool {
	configuration := name[:max(strings.LastIndexByte(name, '/'), 0)]
	if r := h.resources[route][configuration]; r != nil && r.vhds {
		return true
	}
	h.violate("virtual host %s came before its route configuration %q and was dropped", name, configuration)
	return false
}

func (h *held) remove(kind, name string) {
	r := h.resources[kind][name]
	if r == nil {
		return
	}
	delete(h.resources[kind], name)
	h.index(r, -1)
	if kind == cluster {
		for _, assignment := range r.wants[endpoints] {
			delete(h.warming, assignment)
		}
	}
	if kind == route && r.vhds {
		for host := range h.resources[virtualHost] {
			if strings.HasPrefix(host, name+"/") {
				h.remove(virtualHost, host)
			}
		}
	}
}

func (h *held) index(r *resource, by int) {
	for _, a := range r.addresses {
		add(h.addresses, a, by)
	}
	for _, d := range r.domains {
		add(h.domains, d, by)
	}
	for kind, names := range r.wants {
		for _, name := range names {
			add(h.wanted[kind], name, by)
			h.touched[kind][name] = true
		}
	}
}

func add(counts map[string]int, key string, by int) {
	counts[key] += by
	if counts[key] == 0 {
		delete(counts, key)
	}
}

// takeChanges gives the names of a type that came to be wanted, and those that no longer are, since the last call.
func (h *held) takeChanges(kind string, subscribed map[string]bool) (more, fewer []string) {
	for name := range h.touched[kind] {
		wanted := h.wanted[kind][name] > 0
		if wanted && !subscribed[name] {
			subscribed[name] = true
			more = append(more, name)
		} else if !wanted && subscribed[name] {
			delete(subscribed, name)
			fewer = append(fewer, name)
			h.remove(kind, name)
		}
	}
	clear(h.touched[kind])
	return more, fewer
}

// versions is what a reconnecting proxy says it has.
func (h *held) versions(kind string) map[string]string {
	all := make(map[string]string, len(h.resources[kind]))
	for name, r := range h.resources[kind] {
		all[name] = r.version
	}
	return all
}

func (h *held) usesVhds() bool {
	for _, r := range h.resources[route] {
		if r.vhds {
			return true
		}
	}
	return false
}

func (h *held) violate(format string, args ...any) {
	if len(h.violations) < maxViolations {
		h.violations = append(h.violations, fmt.Sprintf(format, args...))
	}
}
