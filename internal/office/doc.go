// Package office is where cases are worked: it finds what is to be done, lets those act who may, and does by itself what the
// rules ask of nobody in particular (the clerk). The rules themselves are package casework's; what is read and written goes
// through the Files that it is given. Who asks sees and changes only what their scope covers; anything else is not found.
package office
