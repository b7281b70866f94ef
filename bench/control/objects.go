package main

import (
	"fmt"

	"sigs.k8s.io/yaml"
)

// object holds the fields of every kind that the generator writes; those that a kind lacks stay empty.
type object struct {
	Kind     string   `json:"kind"`
	Metadata metadata `json:"metadata"`
	Spec     spec     `json:"spec"`
}

type metadata struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

type spec struct {
	Listeners  []gatewayListener `json:"listeners"`
	ParentRefs []reference       `json:"parentRefs"`
	Hostnames  []string          `json:"hostnames"`
	Rules      []rule            `json:"rules"`
	Endpoints  []endpoint        `json:"endpoints"`
}

type gatewayListener struct {
	Name string `json:"name"`
	Port uint32 `json:"port"`
}

type reference struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

type rule struct {
	Matches []struct {
		Path struct {
			Value string `json:"value"`
		} `json:"path"`
	} `json:"matches"`
	BackendRefs []reference `json:"backendRefs"`
}

type endpoint struct {
	IP struct {
		Address string `json:"address"`
		Port    uint32 `json:"port"`
	} `json:"ip"`
}

func parse(content []byte) (*object, error) {
	var o object
	if err := yaml.Unmarshal(content, &o); err != nil {
		return nil, err
	}
	if o.Metadata.Name == "" {
		return nil, fmt.Errorf("%s without a name", o.Kind)
	}
	if o.Metadata.Namespace == "" {
		o.Metadata.Namespace = "default"
	}
	return &o, nil
}

// fullName of what a reference in o points to.
func (o *object) fullName(r reference) string {
	if r.Namespace == "" {
		r.Namespace = o.Metadata.Namespace
	}
	return r.Namespace + "/" + r.Name
}

func (o *object) ownName() string { return o.Metadata.Namespace + "/" + o.Metadata.Name }

// backends that a route refers to, in its order, each once.
func (o *object) backends() []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range o.Spec.Rules {
		for _, ref := range r.BackendRefs {
			if name := o.fullName(ref); !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// gateways that a route attaches to.
func (o *object) gateways() []string {
	names := make([]string, 0, len(o.Spec.ParentRefs))
	for _, ref := range o.Spec.ParentRefs {
		names = append(names, o.fullName(ref))
	}
	return names
}
