package api

// registerNotices adds what is for notices and hooks.
func (s *server) registerNotices() {}
