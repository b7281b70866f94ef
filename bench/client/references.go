package main

import (
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tlsv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/proto"
)

// readFilter finds the route configuration that an HTTP connection manager asks for, or carries.
func (r *resource) readFilter(f *listenerv3.Filter) error {
	var manager hcmv3.HttpConnectionManager
	if !f.GetTypedConfig().MessageIs(&manager) {
		return nil
	}
	if err := proto.Unmarshal(f.GetTypedConfig().GetValue(), &manager); err != nil {
		return err
	}
	if name := manager.GetRds().GetRouteConfigName(); name != "" {
		r.want(route, name)
	}
	for _, host := range manager.GetRouteConfig().GetVirtualHosts() {
		r.readVirtualHost(host)
	}
	return nil
}

// readTransportSocket finds the secrets that a TLS context asks for.
func (r *resource) readTransportSocket(socket *corev3.TransportSocket) error {
	config := socket.GetTypedConfig()
	var downstream tlsv3.DownstreamTlsContext
	var upstream tlsv3.UpstreamTlsContext
	var context *tlsv3.CommonTlsContext
	switch {
	case config.MessageIs(&downstream):
		if err := proto.Unmarshal(config.GetValue(), &downstream); err != nil {
			return err
		}
		context = downstream.GetCommonTlsContext()
	case config.MessageIs(&upstream):
		if err := proto.Unmarshal(config.GetValue(), &upstream); err != nil {
			return err
		}
		context = upstream.GetCommonTlsContext()
	}
	secrets := append([]*tlsv3.SdsSecretConfig{}, context.GetTlsCertificateSdsSecretConfigs()...)
	secrets = append(secrets, context.GetValidationContextSdsSecretConfig())
	secrets = append(secrets, context.GetCombinedValidationContext().GetValidationContextSdsSecretConfig())
	for _, s := range secrets {
		if s.GetSdsConfig() != nil {
			r.want(secret, s.GetName())
		}
	}
	return nil
}

func (r *resource) want(kind, name string) {
	r.wants[kind] = append(r.wants[kind], name)
}
