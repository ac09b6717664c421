package pgserver

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// fileLock is an advisory lock on a file, dropped by the kernel when the process ends, however it ends.
type fileLock struct{ file *os.File }

const lockPoll = 20 * time.Millisecond

// lockFile waits for the lock on path: exclusive, or shared with others.
func lockFile(ctx context.Context, path string, how int) (*fileLock, error) {
	for {
		lock, err := tryLockFile(path, how)
		if err != nil || lock != nil {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lockPoll):
		}
	}
}

// tryLockFile returns nil when another process holds the lock.
func tryLockFile(path string, how int) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, folderError(path, err)
	}
	err = unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	if err == nil {
		return &fileLock{file}, nil
	}
	file.Close()
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, nil
	}
	return nil, folderError(path, err)
}

// release drops the lock. A nil lock is released already.
func (l *fileLock) release() {
	if l != nil {
		l.file.Close()
	}
}
