package main

import (
	"context"
	"errors"
	"log"
	"sync"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
)

// views chooses the cache of a request. Endpoints are shared by all gateways, which ask for them by name; listeners,
// clusters, route configurations and virtual hosts have a cache for each gateway, so that asking for all of them gives
// what that gateway reaches. Each is go-control-plane's own LinearCache.
type views struct {
	mu        sync.Mutex
	byName    map[string]map[string]*cache.LinearCache // gateway -> type URL
	endpoints *cache.LinearCache
	nameOf    func(node string) string // which of the above serves a node, by its id; nil: its cluster says so
}

var _ cache.Cache = (*views)(nil)

func newViews() *views {
	return &views{
		byName:    map[string]map[string]*cache.LinearCache{},
		endpoints: cache.NewLinearCache(resource.EndpointType),
	}
}

func (v *views) of(gateway, typeURL string) *cache.LinearCache {
	if typeURL == resource.EndpointType {
		return v.endpoints
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	caches := v.byName[gateway]
	if caches == nil {
		caches = map[string]*cache.LinearCache{}
		v.byName[gateway] = caches
	}
	if caches[typeURL] == nil {
		caches[typeURL] = cache.NewLinearCache(typeURL)
	}
	return caches[typeURL]
}

func (v *views) update(gateway, typeURL, name string, r types.Resource) {
	if err := v.of(gateway, typeURL).UpdateResource(name, r); err != nil {
		log.Print(err)
	}
}

func (v *views) remove(gateway, typeURL, name string) {
	if err := v.of(gateway, typeURL).DeleteResource(name); err != nil {
		log.Print(err)
	}
}

func (v *views) viewOf(node *corev3.Node) string {
	if v.nameOf == nil {
		return node.GetCluster()
	}
	return v.nameOf(node.GetId())
}

func (v *views) CreateWatch(r *cache.Request, s cache.Subscription, out chan cache.Response) (func(), error) {
	return v.of(v.viewOf(r.GetNode()), r.GetTypeUrl()).CreateWatch(r, s, out)
}

func (v *views) CreateDeltaWatch(r *cache.DeltaRequest, s cache.Subscription, out chan cache.DeltaResponse) (func(), error) {
	return v.of(v.viewOf(r.GetNode()), r.GetTypeUrl()).CreateDeltaWatch(r, s, out)
}

func (v *views) Fetch(context.Context, *cache.Request) (cache.Response, error) {
	return nil, errors.New("only streams are served")
}
