package pgserver

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/wangge-map/wangge/geo"
)

// owner is the operating system user that the server runs as. PostgreSQL refuses to run as root.
type owner struct {
	name     string
	uid, gid uint32
	switched bool // we are root, the owner is not
}

// findOwner returns the current user, or an unprivileged one when the current user is root.
func findOwner() (owner, error) {
	if uid := os.Geteuid(); uid != 0 {
		me, err := user.Current()
		if err != nil {
			return owner{}, geo.Errorf(geo.Internal, "", "who am I: %w", err)
		}
		return owner{name: me.Username, uid: uint32(uid), gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if errU == nil && errG == nil {
			return owner{name: name, uid: uint32(uid), gid: uint32(gid), switched: true}, nil
		}
	}
	return owner{}, geo.Errorf(geo.Unavailable, "", "PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as")
}

// orThatOf returns the user that a cluster belongs to already, where root is asked to run it for that user.
func (o owner) orThatOf(cluster string) owner {
	info, err := os.Stat(cluster)
	if err != nil || !o.switched {
		return o
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == 0 || st.Uid == o.uid {
		return o
	}
	name := strconv.Itoa(int(st.Uid))
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	return owner{name: name, uid: st.Uid, gid: st.Gid, switched: true}
}

// command prepares a program that runs as the owner, in a session of its own: a Ctrl-C in the terminal is for wangge, which
// then stops the server in order.
func (o owner) command(dir, path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=" + dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if o.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: o.uid, Gid: o.gid}
	}
	return cmd
}

// makeDataDir makes the data folder, through which the owner can pass. One that is there already stays as it is, and must be
// root's, the owner's or the caller's: another user could put a database of their own in the place of ours.
func (o owner) makeDataDir(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o711); err != nil {
		return folderError(path, err)
	}
	err := os.Mkdir(path, 0o711)
	switch {
	case err == nil && o.switched: // whatever the umask left out
		err = os.Chmod(path, 0o711)
	case os.IsExist(err):
		return o.checkDataDir(path)
	}
	if err != nil {
		return folderError(path, err)
	}
	return nil
}

func (o owner) checkDataDir(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return folderError(path, err)
	}
	if !info.IsDir() {
		return folderError(path, syscall.ENOTDIR)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 && st.Uid != o.uid && st.Uid != uint32(os.Geteuid()) {
		return notOurs(path)
	}
	return nil
}

func notOurs(path string) error {
	return geo.Errorf(geo.Invalid, "--data-dir", "%s belongs to another user; choose another folder, or run as that user", path)
}

// makeDir makes a folder that belongs to the owner alone.
func (o owner) makeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return folderError(path, err)
	}
	return o.take(path, 0o700)
}

// take gives the owner what root has made, closed to all others as mode says. What is another user's stays theirs.
func (o owner) take(path string, mode os.FileMode) error {
	info, err := os.Lstat(path)
	if err != nil {
		return folderError(path, err)
	}
	if info.Mode()&os.ModeSymlink != 0 { // somebody else's idea of where it should be
		return geo.Errorf(geo.Invalid, "--data-dir", "%s is a symbolic link; remove it", path)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid == o.uid {
		return nil
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || !o.switched || st.Uid != 0 {
		return notOurs(path)
	}
	// While it is root's nobody can put a link in its place.
	if err := os.Chmod(path, mode); err != nil {
		return folderError(path, err)
	}
	if err := os.Lchown(path, int(o.uid), int(o.gid)); err != nil {
		return folderError(path, err)
	}
	return nil
}

// checkWay returns an error when the owner can't reach path because a folder above it is closed.
func (o owner) checkWay(path string) error {
	if !o.switched {
		return nil
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return folderError(dir, err)
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if ok && !o.mayEnter(info.Mode(), st) {
			return geo.Errorf(geo.Invalid, "--data-dir",
				"the database runs as user %s, who may not enter %s; choose a folder elsewhere (such as /var/lib/wangge), or allow it: chmod o+x %s", o.name, dir, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

func (o owner) mayEnter(mode os.FileMode, st *syscall.Stat_t) bool {
	switch {
	case st.Uid == o.uid:
		return mode&0o100 != 0
	case st.Gid == o.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

func folderError(path string, err error) error {
	switch {
	case os.IsPermission(err):
		return &geo.Error{Kind: geo.Invalid, Field: "--data-dir", Msg: fmt.Sprintf("no permission for %s; choose another folder", path), Err: err}
	case isDiskFull(err):
		return diskFull(path, err)
	}
	return &geo.Error{Kind: geo.Invalid, Field: "--data-dir", Msg: fmt.Sprintf("%s can't be used: %v", path, err), Err: err}
}
