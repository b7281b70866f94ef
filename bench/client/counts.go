package main

// counts is what a proxy was sent of one type.
type counts struct {
	Responses int `json:"responses"`
	Resources int `json:"resources"`
	Removed   int `json:"removed"`
	// Rejected responses: those that were answered with a NACK.
	Rejected int `json:"rejected"`
	// Bytes of the response messages' protobuf payload, without gRPC and HTTP/2 framing.
	Bytes int `json:"bytes"`
}

func addCounts(total, more map[string]*counts) {
	for kind, c := range more {
		t := total[kind]
		if t == nil {
			t = &counts{}
			total[kind] = t
		}
		t.Responses += c.Responses
		t.Resources += c.Resources
		t.Removed += c.Removed
		t.Rejected += c.Rejected
		t.Bytes += c.Bytes
	}
}
