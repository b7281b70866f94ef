package main

import "sync"

// names gives each name a number, the same for all proxies of this process, so that a set of names can be bits.
type names struct {
	mu     sync.RWMutex
	number map[string]int
	byName []string
}

var allNames = &names{number: map[string]int{}}

// of takes bytes of a message that will be gone: a name that is known is not copied.
func (n *names) of(name []byte) int {
	n.mu.RLock()
	number, known := n.number[string(name)]
	n.mu.RUnlock()
	if known {
		return number
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if number, known := n.number[string(name)]; known {
		return number
	}
	number = len(n.byName)
	n.number[string(name)] = number
	n.byName = append(n.byName, string(name))
	return number
}

func (n *names) text(number int) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.byName[number]
}

// nameSet is a set of names, a bit each. Only as many words are kept as the highest number in it needs.
type nameSet struct {
	words []uint64
	size  int
}

func (s *nameSet) has(number int) bool {
	return number/64 < len(s.words) && s.words[number/64]&(1<<(number%64)) != 0
}

// add gives false where it is in the set already.
func (s *nameSet) add(number int) bool {
	if s.has(number) {
		return false
	}
	for number/64 >= len(s.words) {
		s.words = append(s.words, 0)
	}
	s.words[number/64] |= 1 << (number % 64)
	s.size++
	return true
}

// remove gives false where it is not in the set.
func (s *nameSet) remove(number int) bool {
	if !s.has(number) {
		return false
	}
	s.words[number/64] &^= 1 << (number % 64)
	s.size--
	return true
}
