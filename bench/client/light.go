package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// A light proxy speaks delta xDS as the others do, and remembers which names it holds, a bit each, and nothing of what is
// under them: thousands of them that hold a thousand resources each fit beside the server under test. It scans responses
// instead of decoding them, asks for the assignments of EDS clusters, and acknowledges clusters when these have come.
type light struct {
	proxy *proxy
	ctx   context.Context
	// held: names by type. asked: assignments that were subscribed to. warming: those that have not come yet.
	held           map[string]*nameSet
	asked, warming nameSet
	// unacknowledged: nonces of responses of clusters.
	unacknowledged []string
	stream         grpc.ClientStream
	described      bool
}

// rawMessages lets bytes through as they are.
type rawMessages struct{}

func (rawMessages) Name() string { return "proto" }

func (rawMessages) Marshal(v any) (mem.BufferSlice, error) {
	m, ok := v.(proto.Message)
	if !ok {
		return nil, fmt.Errorf("%T is no message", v)
	}
	b, err := proto.Marshal(m)
	return mem.BufferSlice{mem.SliceBuffer(b)}, err
}

func (rawMessages) Unmarshal(data mem.BufferSlice, v any) error {
	to, ok := v.(*mem.Buffer)
	if !ok {
		return fmt.Errorf("%T holds no bytes", v)
	}
	*to = data.MaterializeToBuffer(mem.DefaultBufferPool())
	return nil
}

func serveLight(ctx context.Context, conn *grpc.ClientConn, p *proxy) error {
	description := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
	stream, err := conn.NewStream(ctx, description, discovery.AggregatedDiscoveryService_DeltaAggregatedResources_FullMethodName,
		grpc.WaitForReady(true), grpc.ForceCodecV2(rawMessages{}))
	if err != nil {
		return err
	}
	l := &light{proxy: p, ctx: ctx, stream: stream, held: map[string]*nameSet{}}
	p.mu.Lock()
	p.connected, p.light = true, l
	p.checkWaiters()
	p.mu.Unlock()
	for _, kind := range []string{cluster, listener} {
		if err := l.send(&discovery.DeltaDiscoveryRequest{TypeUrl: typeURLs[kind], ResourceNamesSubscribe: []string{"*"}}); err != nil {
			return err
		}
	}
	for {
		p.gate.wait(ctx.Done())
		var message mem.Buffer
		if err := stream.RecvMsg(&message); err != nil {
			return err
		}
		err := l.take(message.ReadOnlyData())
		message.Free()
		if err != nil {
			return err
		}
	}
}

func (l *light) send(r *discovery.DeltaDiscoveryRequest) error {
	if !l.described {
		l.described = true
		r.Node = l.proxy.describe()
	}
	return l.stream.SendMsg(r)
}

// count is how many resources of a type are held.
func (l *light) count(kind string) int { return l.of(kind).size }

func (l *light) of(kind string) *nameSet {
	set := l.held[kind]
	if set == nil {
		set = &nameSet{}
		l.held[kind] = set
	}
	return set
}

// take reads one response, and sends what follows from it.
func (l *light) take(message []byte) error {
	r, err := scanResponse(message)
	if err != nil {
		return err
	}
	p := l.proxy
	p.mu.Lock()
	c := p.countOf(r.kind)
	c.Responses++
	c.Resources += len(r.resources)
	c.Removed += len(r.removed)
	c.Bytes += len(message)
	var more, fewer []string
	set := l.of(r.kind)
	for _, one := range r.resources {
		number := allNames.of(one.name)
		set.add(number)
		switch r.kind {
		case cluster:
			if assignment := assignmentOf(one.body); assignment != nil {
				needs := allNames.of(assignment)
				l.warming.add(needs)
				if l.asked.add(needs) {
					more = append(more, allNames.text(needs))
				}
			}
		case endpoints:
			l.warming.remove(number)
		}
	}
	for _, name := range r.removed {
		number := allNames.of(name)
		set.remove(number)
		// Assignments are called as their clusters here.
		if r.kind == cluster && l.asked.remove(number) {
			l.warming.remove(number)
			l.of(endpoints).remove(number)
			fewer = append(fewer, string(name))
		}
	}
	for _, w := range p.waiters {
		w.arrived(message)
	}
	p.checkWaiters()
	warm := l.warming.size == 0
	p.mu.Unlock()
	if len(more)+len(fewer) > 0 {
		request := &discovery.DeltaDiscoveryRequest{TypeUrl: typeURLs[endpoints], ResourceNamesSubscribe: more, ResourceNamesUnsubscribe: fewer}
		if err := l.send(request); err != nil {
			return err
		}
	}
	if r.kind == cluster {
		l.unacknowledged = append(l.unacknowledged, r.nonce)
	} else if err := l.acknowledge(r.kind, r.nonce); err != nil {
		return err
	}
	if !warm {
		return nil
	}
	for _, nonce := range l.unacknowledged {
		if err := l.acknowledge(cluster, nonce); err != nil {
			return err
		}
	}
	l.unacknowledged = nil
	return nil
}

func (l *light) acknowledge(kind, nonce string) error {
	return l.send(&discovery.DeltaDiscoveryRequest{TypeUrl: typeURLs[kind], ResponseNonce: nonce})
}

// scanned is a response; its slices point into the message.
type scanned struct {
	kind, nonce string
	resources   []scannedResource
	removed     [][]byte
}

type scannedResource struct{ name, body []byte }

// Numbers of fields: envoy/service/discovery/v3/discovery.proto, google.protobuf.Any, envoy/config/cluster/v3/cluster.proto.
func scanResponse(message []byte) (*scanned, error) {
	r := &scanned{}
	err := fields(message, func(number protowire.Number, value []byte, _ uint64) error {
		switch number {
		case 2:
			one, err := scanResource(value)
			r.resources = append(r.resources, one)
			return err
		case 4:
			r.kind = typeNames[string(value)]
		case 5:
			r.nonce = string(value)
		case 6:
			r.removed = append(r.removed, value)
		}
		return nil
	})
	if err == nil && r.kind == "" {
		err = errors.New("a response of a type that was not asked for")
	}
	return r, err
}

func scanResource(bytes []byte) (scannedResource, error) {
	var one scannedResource
	err := fields(bytes, func(number protowire.Number, value []byte, _ uint64) error {
		switch number {
		case 3:
			one.name = value
		case 2:
			return fields(value, func(number protowire.Number, value []byte, _ uint64) error {
				if number == 2 {
					one.body = value
				}
				return nil
			})
		}
		return nil
	})
	return one, err
}

const clusterTypeEDS = 3

// assignmentOf gives the assignment that a cluster needs, nil where it has its endpoints inside.
func assignmentOf(body []byte) []byte {
	var name, service []byte
	eds := false
	fields(body, func(number protowire.Number, value []byte, varint uint64) error {
		switch number {
		case 1:
			name = value
		case 2:
			eds = varint == clusterTypeEDS
		case 3:
			return fields(value, func(number protowire.Number, value []byte, _ uint64) error {
				if number == 2 {
					service = value
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case !eds:
		return nil
	case len(service) > 0:
		return service
	default:
		return bytes.Clone(name)
	}
}

// fields calls with each field of a message: its bytes, or its number.
func fields(message []byte, call func(number protowire.Number, value []byte, varint uint64) error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		var value []byte
		var varint uint64
		switch kind {
		case protowire.BytesType:
			value, n = protowire.ConsumeBytes(message)
		case protowire.VarintType:
			varint, n = protowire.ConsumeVarint(message)
		default:
			n = protowire.ConsumeFieldValue(number, kind, message)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		if err := call(number, value, varint); err != nil {
			return err
		}
		message = message[n:]
	}
	return nil
}
