package main

import (
	"context"
	"sync"
	"time"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	typev3 "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// maxMessage: the first configuration of a proxy that reaches 10,000 backends is some 13 MB.
const maxMessage = 256 << 20

// proxy is one Envoy, as far as a control plane can tell.
type proxy struct {
	node node
	mode string
	gate gate

	mu         sync.Mutex // guards all below
	held       *held
	subscribed map[string]map[string]bool
	vhds       bool
	counts     map[string]*counts
	waiters    []*waiting
	rejectText string
	light      *light // of a light proxy that is connected, what it holds
	connected  bool
	failure    string

	cancel context.CancelFunc
	ended  chan struct{}
}

func newProxy(n node, mode string) *proxy {
	p := &proxy{node: n, mode: mode, counts: map[string]*counts{}}
	if mode == modeLight {
		return p
	}
	p.held, p.subscribed = newHeld(), map[string]map[string]bool{}
	for kind := range typeURLs {
		p.subscribed[kind] = map[string]bool{}
	}
	return p
}

// open starts a stream on a connection of its own; what is held from an earlier one is resumed.
func (p *proxy) open(target string) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	p.mu.Lock()
	p.cancel, p.ended, p.failure = cancel, ended, ""
	p.mu.Unlock()
	go func() {
		defer close(ended)
		err := p.serve(ctx, target)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.connected = false
		if err != nil && ctx.Err() == nil {
			p.failure = err.Error()
		}
	}()
}

// shut ends the stream and its connection, and waits until both are gone.
func (p *proxy) shut() {
	p.mu.Lock()
	cancel, ended := p.cancel, p.ended
	p.mu.Unlock()
	if cancel != nil {
		cancel()
		<-ended
	}
}

func (p *proxy) serve(ctx context.Context, target string) error {
	conn, err := grpc.NewClient(target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)),
		grpc.WithSharedWriteBuffer(true),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 20 * time.Millisecond, Multiplier: 1.5, MaxDelay: 200 * time.Millisecond},
			MinConnectTimeout: 5 * time.Second,
		}))
	if err != nil {
		return err
	}
	defer conn.Close()
	if p.mode == modeLight {
		return serveLight(ctx, conn, p)
	}
	open := openDelta
	if p.mode == modeSotw {
		open = openSotw
	}
	w, err := open(ctx, conn, p.describe())
	if err != nil {
		return err
	}
	s := &session{proxy: p, wire: w}
	if err := s.start(); err != nil {
		return err
	}
	for {
		p.gate.wait(ctx.Done())
		r, err := w.receive()
		if err != nil {
			return err
		}
		if err := s.handle(r); err != nil {
			return err
		}
	}
}

// describe is what Envoy 1.40 says of itself, as far as servers look at it.
func (p *proxy) describe() *corev3.Node {
	return &corev3.Node{
		Id:            p.node.ID,
		Cluster:       p.node.Cluster,
		UserAgentName: "envoy",
		UserAgentVersionType: &corev3.Node_UserAgentBuildVersion{UserAgentBuildVersion: &corev3.BuildVersion{
			Version: &typev3.SemanticVersion{MajorNumber: 1, MinorNumber: 40},
		}},
	}
}

func (p *proxy) await(w *waiter, index int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := &waiting{waiter: w, index: index, seen: make([]bool, len(w.markers))}
	if one.satisfied(p) {
		w.reached(index, now())
		return
	}
	p.waiters = append(p.waiters, one)
}

// checkWaiters is called with the lock held, after something changed.
func (p *proxy) checkWaiters() {
	kept := p.waiters[:0]
	for _, w := range p.waiters {
		if w.satisfied(p) {
			w.waiter.reached(w.index, now())
		} else {
			kept = append(kept, w)
		}
	}
	clear(p.waiters[len(kept):])
	p.waiters = kept
}

func (p *proxy) resetCounts() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts = map[string]*counts{}
	if p.held != nil {
		p.held.violations = nil
	}
}

// countOf is called with the lock held.
func (p *proxy) countOf(kind string) *counts {
	c := p.counts[kind]
	if c == nil {
		c = &counts{}
		p.counts[kind] = c
	}
	return c
}

// count is how many resources of a type are held; of a full proxy also addresses and domains. Called with the lock held.
func (p *proxy) count(what string) int {
	switch {
	case p.held != nil:
		return p.held.count(what)
	case p.light != nil:
		return p.light.count(what)
	default:
		return 0
	}
}

func (p *proxy) reject(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rejectText = text
}
