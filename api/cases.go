package api

// registerCases adds what is for working a matter.
func (s *server) registerCases() {}
