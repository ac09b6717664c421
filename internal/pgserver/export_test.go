package pgserver

// Failure is failure of a server on some folder.
func Failure(what string, err error) error {
	return (&Server{cfg: Config{DataDir: "/data"}}).failure(what, err)
}

// CheckWayAs is checkWay for another user whose programs root starts.
func CheckWayAs(uid uint32, path string) error {
	return owner{name: "postgres", uid: uid, gid: uid, switched: true}.checkWay(path)
}
