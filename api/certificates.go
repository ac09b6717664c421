package api

// registerCertificates adds what is for certificates.
func (s *server) registerCertificates() {}
