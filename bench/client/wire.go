package main

import "google.golang.org/protobuf/types/known/anypb"

const (
	modeDelta = "delta"
	modeSotw  = "state-of-the-world"
	modeLight = "light"
)

// wire is one stream of either protocol.
type wire interface {
	// subscribe adds and removes names of a type; with neither it asks for all of it. versions are what is held already
	// and count only in the first request of a type.
	subscribe(kind string, more, fewer []string, versions map[string]string) error
	// acknowledge accepts a response, or rejects it with a reason.
	acknowledge(r *response, rejection string) error
	receive() (*response, error)
}

// response is one answer of either protocol.
type response struct {
	kind, nonce, version string
	resources            []received
	removed              []string
	// whole: resources that are held and not listed are gone.
	whole bool
	bytes int
}

type received struct {
	name, version string // empty in the state of the world
	body          *anypb.Any
}
