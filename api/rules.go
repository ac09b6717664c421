package api

// registerRules adds what is for what cases are judged by: routing, clocks, categories, calendars, departments.
func (s *server) registerRules() {}
