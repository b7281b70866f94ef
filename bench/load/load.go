package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load sends requests at a steady rate until stopped.
type load struct {
	done    chan struct{}
	workers sync.WaitGroup
	next    atomic.Int64
	cases   []testCase
	tally   tally
}

func startLoad(c command) *load {
	l := &load{done: make(chan struct{}), cases: c.Cases, tally: newTally()}
	every := time.Duration(c.Connections) * time.Second / time.Duration(c.Rate)
	for i := range c.Connections {
		l.workers.Add(1)
		go func() {
			defer l.workers.Done()
			l.work(&connection{target: c.Target}, every, every*time.Duration(i)/time.Duration(c.Connections))
		}()
	}
	return l
}

// work keeps one connection busy; a worker that is late does not catch up, so a slow proxy is not hit harder.
func (l *load) work(c *connection, every, offset time.Duration) {
	defer c.close()
	time.Sleep(offset)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-ticker.C:
		}
		one := l.cases[int(l.next.Add(1))%len(l.cases)]
		began := monotonic()
		status, body := c.get(one.Host, one.Path)
		l.tally.add(one, status, body, began, monotonic())
	}
}

func (l *load) stop() *report {
	close(l.done)
	l.workers.Wait()
	return l.tally.report()
}

const readyLimit = 60 * time.Second

// waitReady asks until each case was answered as it allows.
func waitReady(target string, cases []testCase) error {
	deadline := time.Now().Add(readyLimit)
	c := &connection{target: target}
	defer c.close()
	for _, one := range cases {
		for {
			status, body := c.get(one.Host, one.Path)
			if one.allows(status, body) {
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("%s%s is still answered with %d %q after %s", one.Host, one.Path, status, body, readyLimit)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}

func (c testCase) allows(status int, body string) bool {
	return status == 200 && slices.Contains(c.Allowed, body)
}
