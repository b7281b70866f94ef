package main

import (
	"context"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// files is one flat directory, followed through inotify. An event costs the file that it names.
type files struct {
	directory string
	watcher   *fsnotify.Watcher
}

func watchDirectory(directory string) (*files, error) {
	watcher, err := fsnotify.NewBufferedWatcher(4096)
	if err != nil {
		return nil, err
	}
	if err := watcher.Add(directory); err != nil {
		return nil, errors.Join(err, watcher.Close())
	}
	return &files{directory: directory, watcher: watcher}, nil
}

func (f *files) close() { f.watcher.Close() }

func (f *files) readAll(each func(path string, content []byte)) error {
	entries, err := os.ReadDir(f.directory)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(f.directory, entry.Name())
		if !relevant(path) {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		each(path, content)
	}
	return nil
}

// follow calls change with a file's new content, or with nil when it is gone. A file that is empty is one that an editor
// has truncated and is about to write: its last content stays in force.
func (f *files) follow(ctx context.Context, change func(path string, content []byte)) {
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-f.watcher.Errors:
			log.Print(err)
		case event := <-f.watcher.Events:
			if !relevant(event.Name) || event.Op == fsnotify.Chmod {
				continue
			}
			content, err := os.ReadFile(event.Name)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				change(event.Name, nil)
			case err != nil:
				log.Print(err)
			case len(content) > 0:
				change(event.Name, content)
			}
		}
	}
}

func relevant(path string) bool {
	base := filepath.Base(path)
	return strings.HasSuffix(base, ".yaml") && !strings.HasPrefix(base, ".")
}
