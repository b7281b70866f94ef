package main

import (
	"time"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	routerv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
)

// The resources that a person would write by hand for each object: one object, one or two resources.

var ads = &corev3.ConfigSource{
	ResourceApiVersion:    corev3.ApiVersion_V3,
	ConfigSourceSpecifier: &corev3.ConfigSource_Ads{Ads: &corev3.AggregatedConfigSource{}},
}

func clusterFor(backend string) *clusterv3.Cluster {
	return &clusterv3.Cluster{
		Name:                 backend,
		ClusterDiscoveryType: &clusterv3.Cluster_Type{Type: clusterv3.Cluster_EDS},
		EdsClusterConfig:     &clusterv3.Cluster_EdsClusterConfig{EdsConfig: ads},
		ConnectTimeout:       durationpb.New(5 * time.Second),
	}
}

func assignmentFor(backend string, o *object) *endpointv3.ClusterLoadAssignment {
	hosts := make([]*endpointv3.LbEndpoint, 0, len(o.Spec.Endpoints))
	for _, e := range o.Spec.Endpoints {
		hosts = append(hosts, &endpointv3.LbEndpoint{HostIdentifier: &endpointv3.LbEndpoint_Endpoint{
			Endpoint: &endpointv3.Endpoint{Address: socket(e.IP.Address, e.IP.Port)},
		}})
	}
	return &endpointv3.ClusterLoadAssignment{
		ClusterName: backend,
		Endpoints:   []*endpointv3.LocalityLbEndpoints{{LbEndpoints: hosts}},
	}
}

func routeConfigurationFor(gateway string) *routev3.RouteConfiguration {
	return &routev3.RouteConfiguration{Name: gateway, Vhds: &routev3.Vhds{ConfigSource: ads}}
}

func virtualHostFor(name string, o *object) *routev3.VirtualHost {
	host := &routev3.VirtualHost{Name: name, Domains: o.Spec.Hostnames}
	for _, r := range o.Spec.Rules {
		prefix := "/"
		if len(r.Matches) > 0 && r.Matches[0].Path.Value != "" {
			prefix = r.Matches[0].Path.Value
		}
		for _, ref := range r.BackendRefs {
			host.Routes = append(host.Routes, &routev3.Route{
				Match: &routev3.RouteMatch{PathSpecifier: &routev3.RouteMatch_Prefix{Prefix: prefix}},
				Action: &routev3.Route_Route{Route: &routev3.RouteAction{
					ClusterSpecifier: &routev3.RouteAction_Cluster{Cluster: o.fullName(ref)},
				}},
			})
		}
	}
	return host
}

func listenerFor(gateway string, l gatewayListener) *listenerv3.Listener {
	manager := &hcmv3.HttpConnectionManager{
		StatPrefix: "http",
		RouteSpecifier: &hcmv3.HttpConnectionManager_Rds{
			Rds: &hcmv3.Rds{ConfigSource: ads, RouteConfigName: gateway},
		},
		HttpFilters: []*hcmv3.HttpFilter{{
			Name:       "envoy.filters.http.router",
			ConfigType: &hcmv3.HttpFilter_TypedConfig{TypedConfig: pack(&routerv3.Router{})},
		}},
	}
	return &listenerv3.Listener{
		Name:    gateway + "/" + l.Name,
		Address: socket("0.0.0.0", l.Port),
		FilterChains: []*listenerv3.FilterChain{{Filters: []*listenerv3.Filter{{
			Name:       "envoy.filters.network.http_connection_manager",
			ConfigType: &listenerv3.Filter_TypedConfig{TypedConfig: pack(manager)},
		}}}},
	}
}

func socket(address string, port uint32) *corev3.Address {
	return &corev3.Address{Address: &corev3.Address_SocketAddress{SocketAddress: &corev3.SocketAddress{
		Address:       address,
		PortSpecifier: &corev3.SocketAddress_PortValue{PortValue: port},
	}}}
}

func pack(m proto.Message) *anypb.Any {
	packed, err := anypb.New(m)
	if err != nil {
		panic(err) // messages made above always encode
	}
	return packed
}
