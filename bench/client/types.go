package main

// The short names of resource types, as they stand in snapshots.
const (
	cluster     = "cluster"
	endpoints   = "endpoints"
	listener    = "listener"
	route       = "route"
	virtualHost = "virtualHost"
	secret      = "secret"
)

const prefix = "type.googleapis.com/"

var typeURLs = map[string]string{
	cluster:     prefix + "envoy.config.cluster.v3.Cluster",
	endpoints:   prefix + "envoy.config.endpoint.v3.ClusterLoadAssignment",
	listener:    prefix + "envoy.config.listener.v3.Listener",
	route:       prefix + "envoy.config.route.v3.RouteConfiguration",
	virtualHost: prefix + "envoy.config.route.v3.VirtualHost",
	secret:      prefix + "envoy.extensions.transport_sockets.tls.v3.Secret",
}

var typeNames = func() map[string]string {
	names := map[string]string{}
	for name, url := range typeURLs {
		names[url] = name
	}
	return names
}()

// resumeOrder is the order in which a reconnecting Envoy asks again.
var resumeOrder = []string{cluster, endpoints, listener, route, virtualHost, secret}
