package main

import (
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sys/unix"
)

const maxSamples = 1000

// report is what a load came to.
type report struct {
	Requests   int `json:"requests"`
	Unexpected int `json:"unexpected"`
	// Answers: `HOST PATH STATUS BODY` -> how many.
	Answers map[string]int `json:"answers"`
	// Samples of unexpected answers, the first of them.
	Samples []sample `json:"samples"`
	// Milliseconds.
	P50     float64 `json:"p50"`
	P99     float64 `json:"p99"`
	Slowest float64 `json:"slowest"`
}

// sample is one unexpected answer. Times are CLOCK_MONOTONIC nanoseconds.
type sample struct {
	Case   string `json:"case"`
	Status int    `json:"status"`
	Body   string `json:"body"`
	Asked  int64  `json:"asked"`
	Came   int64  `json:"came"`
}

type tally struct {
	mu        *sync.Mutex
	sum       *report
	durations []int32 // microseconds
}

func newTally() tally {
	return tally{mu: &sync.Mutex{}, sum: &report{Answers: map[string]int{}, Samples: []sample{}}}
}

func (t *tally) add(c testCase, status int, body string, asked, came int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sum.Requests++
	t.durations = append(t.durations, int32((came-asked)/1000))
	t.sum.Answers[fmt.Sprintf("%s %s %d %s", c.Host, c.Path, status, body)]++
	if c.allows(status, body) {
		return
	}
	t.sum.Unexpected++
	if len(t.sum.Samples) < maxSamples {
		t.sum.Samples = append(t.sum.Samples, sample{Case: c.Host + c.Path, Status: status, Body: body, Asked: asked, Came: came})
	}
}

func (t *tally) report() *report {
	slices.Sort(t.durations)
	at := func(share float64) float64 {
		if len(t.durations) == 0 {
			return 0
		}
		return float64(t.durations[int(share*float64(len(t.durations)-1))]) / 1000
	}
	t.sum.P50, t.sum.P99, t.sum.Slowest = at(0.5), at(0.99), at(1)
	return t.sum
}

// monotonic is CLOCK_MONOTONIC in nanoseconds, Node's process.hrtime.
func monotonic() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		panic(err) // Linux always has it
	}
	return now.Nano()
}
