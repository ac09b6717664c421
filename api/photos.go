package api

// registerPhotos adds what is for photos.
func (s *server) registerPhotos() {}
