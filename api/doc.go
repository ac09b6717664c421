// Package api is the HTTP face of Wangge: the routes, what they accept and answer, the problems they give, the OpenAPI
// document, the stream of changes and the page's files.
//
// Handlers parse, make one call and write. The package declares the interfaces that it needs and knows neither the
// store nor SQL. Every coordinate that leaves it is WGS 84, lon before lat.
package api
