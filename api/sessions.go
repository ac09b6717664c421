package api

// registerSessions adds what is for signing in, accounts, roles, tokens and the audit.
func (s *server) registerSessions() {}
