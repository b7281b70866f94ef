package main

import (
	"context"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

type deltaWire struct {
	stream discovery.AggregatedDiscoveryService_DeltaAggregatedResourcesClient
	node   *corev3.Node // sent once
	asked  map[string]bool
}

func openDelta(ctx context.Context, conn *grpc.ClientConn, node *corev3.Node) (wire, error) {
	client := discovery.NewAggregatedDiscoveryServiceClient(conn)
	stream, err := client.DeltaAggregatedResources(ctx, grpc.WaitForReady(true))
	return &deltaWire{stream: stream, node: node, asked: map[string]bool{}}, err
}

func (w *deltaWire) send(r *discovery.DeltaDiscoveryRequest) error {
	r.Node, w.node = w.node, nil
	return w.stream.Send(r)
}

func (w *deltaWire) subscribe(kind string, more, fewer []string, versions map[string]string) error {
	r := &discovery.DeltaDiscoveryRequest{
		TypeUrl:                  typeURLs[kind],
		ResourceNamesSubscribe:   more,
		ResourceNamesUnsubscribe: fewer,
	}
	if !w.asked[kind] {
		w.asked[kind] = true
		r.InitialResourceVersions = versions
	}
	return w.send(r)
}

func (w *deltaWire) acknowledge(r *response, rejection string) error {
	request := &discovery.DeltaDiscoveryRequest{TypeUrl: typeURLs[r.kind], ResponseNonce: r.nonce}
	if rejection != "" {
		request.ErrorDetail = &status.Status{Code: int32(codes.InvalidArgument), Message: rejection}
	}
	return w.send(request)
}

func (w *deltaWire) receive() (*response, error) {
	m, err := w.stream.Recv()
	if err != nil {
		return nil, err
	}
	r := &response{
		kind:      typeNames[m.GetTypeUrl()],
		nonce:     m.GetNonce(),
		resources: make([]received, 0, len(m.GetResources())),
		removed:   m.GetRemovedResources(),
		bytes:     proto.Size(m),
	}
	for _, one := range m.GetResources() {
		r.resources = append(r.resources, received{name: one.GetName(), version: one.GetVersion(), body: one.GetResource()})
	}
	return r, nil
}
