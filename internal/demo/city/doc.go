// Package city makes a synthetic city: as many cells and cases as a real one has, so that speed and the look of the map can
// be judged at that size. No place, person or matter in it is real; only the ground it stands on is, around Dingjia.
//
// People are strewn around centres first. An outline of 40 by 35 km is then halved again and again by straight lines, each
// side with its share of people and of ground, until every part is a cell; the larger parts on the way are the counties, streets and
// communities, so that every cell has real parents. A line ends on older lines, and both sides of a line share
// every vertex on it. A smooth bending of the plane, gentle enough to fold nothing, makes the lines look grown. So the cells tile the
// outline without gap or overlap by construction; PostGIS checks it when they are kept.
//
// Cases happen at places: doors, roadsides and open ground, few of which are the place of very many cases. The city is the same
// for the same seed on every run; only the times of the cases depend on the day. The package does no I/O and reads no clock. What it
// assumes: the ground is flat, which is exact to 1 in 500 and matters to nothing but how the city looks.
package city
