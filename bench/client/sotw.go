package main

import (
	"context"
	"maps"
	"slices"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

type sotwWire struct {
	stream discovery.AggregatedDiscoveryService_StreamAggregatedResourcesClient
	node   *corev3.Node // sent once
	types  map[string]*sotwType
}

// sotwType is what every request of a type repeats: the names, the version accepted last and the nonce seen last.
type sotwType struct {
	names          map[string]bool
	version, nonce string
}

func openSotw(ctx context.Context, conn *grpc.ClientConn, node *corev3.Node) (wire, error) {
	client := discovery.NewAggregatedDiscoveryServiceClient(conn)
	stream, err := client.StreamAggregatedResources(ctx, grpc.WaitForReady(true))
	return &sotwWire{stream: stream, node: node, types: map[string]*sotwType{}}, err
}

func (w *sotwWire) send(kind, rejection string) error {
	t := w.types[kind]
	r := &discovery.DiscoveryRequest{
		TypeUrl:       typeURLs[kind],
		ResourceNames: slices.Sorted(maps.Keys(t.names)),
		VersionInfo:   t.version,
		ResponseNonce: t.nonce,
	}
	r.Node, w.node = w.node, nil
	if rejection != "" {
		r.ErrorDetail = &status.Status{Code: int32(codes.InvalidArgument), Message: rejection}
	}
	return w.stream.Send(r)
}

func (w *sotwWire) subscribe(kind string, more, fewer []string, _ map[string]string) error {
	t := w.types[kind]
	if t == nil {
		t = &sotwType{names: map[string]bool{}}
		w.types[kind] = t
	}
	for _, name := range more {
		t.names[name] = true
	}
	for _, name := range fewer {
		delete(t.names, name)
	}
	return w.send(kind, "")
}

func (w *sotwWire) acknowledge(r *response, rejection string) error {
	t := w.types[r.kind]
	t.nonce = r.nonce
	if rejection == "" {
		t.version = r.version
	}
	return w.send(r.kind, rejection)
}

func (w *sotwWire) receive() (*response, error) {
	m, err := w.stream.Recv()
	if err != nil {
		return nil, err
	}
	kind := typeNames[m.GetTypeUrl()]
	r := &response{
		kind:    kind,
		nonce:   m.GetNonce(),
		version: m.GetVersionInfo(),
		whole:   kind == cluster || kind == listener,
		bytes:   proto.Size(m),
	}
	for _, body := range m.GetResources() {
		r.resources = append(r.resources, received{body: body})
	}
	return r, nil
}
