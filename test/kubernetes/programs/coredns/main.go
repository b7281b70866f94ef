// Command coredns is CoreDNS with the plugins that a cluster's name server and the conformance suite use.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/log"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/whoami"
)

// In this order queries pass through them, as they do in the release.
func init() {
	dnsserver.Directives = []string{"health", "ready", "errors", "log", "cache", "kubernetes", "forward", "whoami"}
}

func main() {
	coremain.Run()
}
