// Command control is what Fairlead is measured against: a go-control-plane server that reads and parses the same files,
// and pushes a ready-made resource for each object in them. It translates nothing, checks nothing, reports nothing and
// orders nothing, so it is the floor for a control plane that reads files. README.md beside bench/ says it in full.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
)

func main() {
	directory := flag.String("f", "", "directory of YAML files, one object each")
	address := flag.String("xds", "127.0.0.1:18000", "HOST:PORT to serve ADS on")
	layout := flag.String("mesh", "", "PROXIES,SERVICES,REACH: serve a synthetic mesh instead, and take commands on stdin")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := func() error { return serve(ctx, *directory, *address) }
	if *layout != "" {
		run = func() error { return serveMesh(ctx, *layout, *address) }
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func serveMesh(ctx context.Context, layout, address string) error {
	m, err := newMesh(layout)
	if err != nil {
		return err
	}
	go m.follow()
	return listen(ctx, m.views, address)
}

// serve listens only when everything was read, so that no stream is answered from half of the files.
func serve(ctx context.Context, directory, address string) error {
	world := newWorld()
	watched, err := watchDirectory(directory)
	if err != nil {
		return err
	}
	defer watched.close()
	if err := watched.readAll(world.change); err != nil {
		return err
	}
	go watched.follow(ctx, world.change)
	return listen(ctx, world.views, address)
}

func listen(ctx context.Context, from *views, address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	ads := grpc.NewServer(grpc.MaxConcurrentStreams(1 << 20))
	discovery.RegisterAggregatedDiscoveryServiceServer(ads, server.NewServer(ctx, from, nil))
	go func() {
		<-ctx.Done()
		ads.Stop()
	}()
	fmt.Printf("serving %s\n", listener.Addr())
	return ads.Serve(listener)
}
