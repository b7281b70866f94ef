package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	tcpproxyv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// mesh is the synthetic mesh of bench/mesh, served by the floor: each resource is in a LinearCache. Where all reach all, all
// proxies share one cache a type (and have nothing of their own: a LinearCache cannot be put together of two); otherwise
// each has its own clusters and listeners, and assignments are shared.
type mesh struct {
	proxies, services, reach int // reach 0: all
	views                    *views
	shared                   map[int]bool // services whose cluster all proxies have
}

// As in bench/mesh/layout.ts.
const stride = 997

const everybody = "everybody"

func newMesh(layout string) (*mesh, error) {
	words := strings.Split(layout, ",")
	if len(words) != 3 {
		return nil, fmt.Errorf("-mesh %s: PROXIES,SERVICES,REACH is wanted", layout)
	}
	var numbers [3]int
	for i, word := range words {
		if i == 2 && word == "all" {
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil, err
		}
		numbers[i] = n
	}
	m := &mesh{proxies: numbers[0], services: numbers[1], reach: numbers[2], views: newViews(), shared: map[int]bool{}}
	m.views.nameOf = m.viewOf
	for service := range m.services {
		m.serve(service, []string{host(1, service), host(2, service)})
	}
	for proxy := range m.proxies {
		m.declare(proxy)
	}
	return m, nil
}

func host(network, service int) string {
	return fmt.Sprintf("10.%d.%d.%d", network, service>>8, service&255)
}

func serviceName(service int) string { return fmt.Sprintf("service-%d", service) }

// viewOf is which caches a node is served from.
func (m *mesh) viewOf(node string) string {
	if m.reach == 0 {
		return everybody
	}
	return node
}

// serve puts a service in force, or changes its endpoints.
func (m *mesh) serve(service int, hosts []string) {
	name := serviceName(service)
	assignment := &endpointv3.ClusterLoadAssignment{ClusterName: name}
	endpoints := make([]*endpointv3.LbEndpoint, 0, len(hosts))
	for _, h := range hosts {
		endpoints = append(endpoints, &endpointv3.LbEndpoint{HostIdentifier: &endpointv3.LbEndpoint_Endpoint{
			Endpoint: &endpointv3.Endpoint{Address: socket(h, 8080)},
		}})
	}
	assignment.Endpoints = []*endpointv3.LocalityLbEndpoints{{LbEndpoints: endpoints}}
	m.views.update("", resource.EndpointType, name, assignment)
	if m.reach == 0 && !m.shared[service] {
		m.shared[service] = true
		m.views.update(everybody, resource.ClusterType, name, clusterFor(name))
		l := outbound(service)
		m.views.update(everybody, resource.ListenerType, l.GetName(), l)
	}
}

// declare gives a proxy what it reaches.
func (m *mesh) declare(proxy int) {
	if m.reach == 0 {
		return
	}
	node := fmt.Sprintf("mesh.proxy-%d", proxy)
	clusters := map[string]types.Resource{}
	inbound := tcpListener("inbound:"+node, "0.0.0.0", 15006, "application")
	listeners := map[string]types.Resource{inbound.GetName(): inbound}
	for i := range m.reach {
		service := (proxy + i*stride) % m.services
		clusters[serviceName(service)] = m.cluster(service)
		l := m.listener(service)
		listeners[l.GetName()] = l
	}
	m.views.of(node, resource.ClusterType).SetResources(clusters)
	m.views.of(node, resource.ListenerType).SetResources(listeners)
}

// Messages are made once and shared by the caches of all proxies.
var (
	clusters  = map[int]*clusterv3.Cluster{}
	listeners = map[int]*listenerv3.Listener{}
)

func (m *mesh) cluster(service int) *clusterv3.Cluster {
	if clusters[service] == nil {
		clusters[service] = clusterFor(serviceName(service))
	}
	return clusters[service]
}

func (m *mesh) listener(service int) *listenerv3.Listener {
	if listeners[service] == nil {
		listeners[service] = outbound(service)
	}
	return listeners[service]
}

func outbound(service int) *listenerv3.Listener {
	address := fmt.Sprintf("240.0.%d.%d", service>>8, service&255)
	listener := tcpListener("outbound:"+serviceName(service), address, 80, serviceName(service))
	// What is sent there is captured: no machine has such an address.
	listener.BindToPort = wrapperspb.Bool(false)
	return listener
}

func tcpListener(name, address string, port uint32, to string) *listenerv3.Listener {
	proxy := &tcpproxyv3.TcpProxy{StatPrefix: name, ClusterSpecifier: &tcpproxyv3.TcpProxy_Cluster{Cluster: to}}
	return &listenerv3.Listener{
		Name:    name,
		Address: socket(address, port),
		FilterChains: []*listenerv3.FilterChain{{Filters: []*listenerv3.Filter{{
			Name:       "envoy.filters.network.tcp_proxy",
			ConfigType: &listenerv3.Filter_TypedConfig{TypedConfig: pack(proxy)},
		}}}},
	}
}

// follow takes commands as JSON lines, as bench/mesh/server.ts does.
func (m *mesh) follow() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var c struct {
			ID             int
			Do             string
			Service, Proxy int
			Endpoints      []string
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			log.Fatal(err)
		}
		if c.Do == "service" {
			m.serve(c.Service, c.Endpoints)
		} else {
			m.declare(c.Proxy)
		}
		fmt.Printf("{\"id\":%d}\n", c.ID)
	}
}
