package api

// registerMembers adds what is for members, rosters and grid codes.
func (s *server) registerMembers() {}
