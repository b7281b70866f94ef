package main

import (
	"log"
	"strings"

	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
)

// world is what the files say now. It is changed by one goroutine, a file at a time.
type world struct {
	views   *views
	objects map[string]*object        // path -> what stands in the file
	uses    map[string]map[string]int // gateway -> backend -> routes that refer to it
}

func newWorld() *world {
	return &world{views: newViews(), objects: map[string]*object{}, uses: map[string]map[string]int{}}
}

// change puts a file's new content in force; nil is a file that is gone. A file that cannot be parsed keeps its last
// good content.
func (w *world) change(path string, content []byte) {
	before := w.objects[path]
	if content == nil {
		delete(w.objects, path)
		w.withdraw(before, nil)
		return
	}
	after, err := parse(content)
	if err != nil {
		log.Printf("%s: %v", path, err)
		return
	}
	w.objects[path] = after
	w.push(after)
	w.withdraw(before, after)
}

func (w *world) push(o *object) {
	switch o.Kind {
	case "Backend":
		w.views.update("", resource.EndpointType, o.ownName(), assignmentFor(o.ownName(), o))
	case "Gateway":
		gateway := o.ownName()
		w.views.update(gateway, resource.RouteType, gateway, routeConfigurationFor(gateway))
		for _, l := range o.Spec.Listeners {
			made := listenerFor(gateway, l)
			w.views.update(gateway, resource.ListenerType, made.GetName(), made)
		}
	case "HTTPRoute":
		for _, gateway := range o.gateways() {
			for _, backend := range o.backends() {
				w.use(gateway, backend)
			}
			name := hostName(gateway, o)
			w.views.update(gateway, resource.VirtualHostType, name, virtualHostFor(name, o))
		}
	}
}

// withdraw takes back what an object had pushed and the one that replaces it (or nil) has not.
func (w *world) withdraw(before, after *object) {
	if before == nil {
		return
	}
	switch before.Kind {
	case "Backend":
		if after == nil {
			w.views.remove("", resource.EndpointType, before.ownName())
		}
	case "Gateway":
		if after == nil {
			gateway := before.ownName()
			for _, l := range before.Spec.Listeners {
				w.views.remove(gateway, resource.ListenerType, gateway+"/"+l.Name)
			}
			w.views.remove(gateway, resource.RouteType, gateway)
		}
	case "HTTPRoute":
		kept := map[string]bool{}
		if after != nil {
			for _, gateway := range after.gateways() {
				kept[hostName(gateway, after)] = true
			}
		}
		for _, gateway := range before.gateways() {
			if name := hostName(gateway, before); !kept[name] {
				w.views.remove(gateway, resource.VirtualHostType, name)
			}
			for _, backend := range before.backends() {
				w.release(gateway, backend)
			}
		}
	}
}

func (w *world) use(gateway, backend string) {
	uses := w.uses[gateway]
	if uses == nil {
		uses = map[string]int{}
		w.uses[gateway] = uses
	}
	uses[backend]++
	if uses[backend] == 1 {
		w.views.update(gateway, resource.ClusterType, backend, clusterFor(backend))
	}
}

func (w *world) release(gateway, backend string) {
	w.uses[gateway][backend]--
	if w.uses[gateway][backend] == 0 {
		delete(w.uses[gateway], backend)
		w.views.remove(gateway, resource.ClusterType, backend)
	}
}

// hostName of a route's virtual host in a gateway's route configuration; only its last part may hold no slash.
func hostName(gateway string, o *object) string {
	return gateway + "/" + strings.ReplaceAll(o.ownName(), "/", ".")
}
