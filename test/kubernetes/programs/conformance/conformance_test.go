// Package conformance is the conformance suite of the Gateway API, as a program: its flags are those of the suite.
package conformance

import (
	"testing"

	"sigs.k8s.io/gateway-api/conformance"
)

func TestConformance(t *testing.T) {
	conformance.RunConformance(t)
}
