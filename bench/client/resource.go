package main

import (
	"fmt"
	"hash/fnv"
	"net"
	"strconv"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	tlsv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/proto"
)

// resource is one held resource: its bytes, and what can be said of it without reading them again.
type resource struct {
	version string
	raw     []byte
	// addresses of endpoints; domains of virtual hosts, those inside a route configuration too.
	addresses, domains []string
	// routesTo: clusters that routes name.
	routesTo []string
	// wants: resources of other types that this one asks for, `kind` -> names.
	wants map[string][]string
	// vhds: a route configuration whose virtual hosts travel on their own.
	vhds bool
}

// hash tells whether two proxies hold the same bytes, whatever version each was told.
func (r *resource) hash() string {
	h := fnv.New64a()
	h.Write(r.raw)
	return strconv.FormatUint(h.Sum64(), 16)
}

// decode reads a resource and gives the name that it has inside.
func decode(kind, version string, raw []byte) (string, *resource, error) {
	r := &resource{version: version, raw: raw, wants: map[string][]string{}}
	var name string
	var err error
	switch kind {
	case cluster:
		name, err = r.decodeCluster()
	case endpoints:
		name, err = r.decodeEndpoints()
	case listener:
		name, err = r.decodeListener()
	case route:
		name, err = r.decodeRoute()
	case virtualHost:
		name, err = r.decodeVirtualHost()
	case secret:
		var m tlsv3.Secret
		err = proto.Unmarshal(raw, &m)
		name = m.GetName()
	default:
		err = fmt.Errorf("type %q is not known", kind)
	}
	return name, r, err
}

func (r *resource) decodeCluster() (string, error) {
	var m clusterv3.Cluster
	if err := proto.Unmarshal(r.raw, &m); err != nil {
		return "", err
	}
	if m.GetType() == clusterv3.Cluster_EDS {
		name := m.GetEdsClusterConfig().GetServiceName()
		if name == "" {
			name = m.GetName()
		}
		r.want(endpoints, name)
	}
	r.readAssignment(m.GetLoadAssignment())
	return m.GetName(), r.readTransportSocket(m.GetTransportSocket())
}

func (r *resource) decodeEndpoints() (string, error) {
	var m endpointv3.ClusterLoadAssignment
	if err := proto.Unmarshal(r.raw, &m); err != nil {
		return "", err
	}
	r.readAssignment(&m)
	return m.GetClusterName(), nil
}

func (r *resource) readAssignment(m *endpointv3.ClusterLoadAssignment) {
	for _, locality := range m.GetEndpoints() {
		for _, e := range locality.GetLbEndpoints() {
			if text := address(e.GetEndpoint().GetAddress()); text != "" {
				r.addresses = append(r.addresses, text)
			}
		}
	}
}

func address(a *corev3.Address) string {
	if pipe := a.GetPipe(); pipe != nil {
		return pipe.GetPath()
	}
	if s := a.GetSocketAddress(); s != nil {
		return net.JoinHostPort(s.GetAddress(), strconv.Itoa(int(s.GetPortValue())))
	}
	return ""
}

func (r *resource) decodeListener() (string, error) {
	var m listenerv3.Listener
	if err := proto.Unmarshal(r.raw, &m); err != nil {
		return "", err
	}
	chains := m.GetFilterChains()
	if d := m.GetDefaultFilterChain(); d != nil {
		chains = append(chains, d)
	}
	for _, chain := range chains {
		if err := r.readTransportSocket(chain.GetTransportSocket()); err != nil {
			return "", err
		}
		for _, filter := range chain.GetFilters() {
			if err := r.readFilter(filter); err != nil {
				return "", err
			}
		}
	}
	return m.GetName(), nil
}

func (r *resource) decodeRoute() (string, error) {
	var m routev3.RouteConfiguration
	if err := proto.Unmarshal(r.raw, &m); err != nil {
		return "", err
	}
	r.vhds = m.GetVhds() != nil
	for _, host := range m.GetVirtualHosts() {
		r.readVirtualHost(host)
	}
	return m.GetName(), nil
}

func (r *resource) decodeVirtualHost() (string, error) {
	var m routev3.VirtualHost
	if err := proto.Unmarshal(r.raw, &m); err != nil {
		return "", err
	}
	r.readVirtualHost(&m)
	return m.GetName(), nil
}

func (r *resource) readVirtualHost(m *routev3.VirtualHost) {
	r.domains = append(r.domains, m.GetDomains()...)
	for _, one := range m.GetRoutes() {
		action := one.GetRoute()
		if name := action.GetCluster(); name != "" {
			r.routesTo = append(r.routesTo, name)
		}
		for _, weighted := range action.GetWeightedClusters().GetClusters() {
			if name := weighted.GetName(); name != "" {
				r.routesTo = append(r.routesTo, name)
			}
		}
		for _, mirror := range action.GetRequestMirrorPolicies() {
			if name := mirror.GetCluster(); name != "" {
				r.routesTo = append(r.routesTo, name)
			}
		}
	}
}
