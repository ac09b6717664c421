package api

// registerFigures adds what is for indicators.
func (s *server) registerFigures() {}
