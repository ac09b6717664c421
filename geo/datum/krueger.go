package datum

import "math"

// CGCS2000's ellipsoid.
const (
	cgcsA = 6378137.0
	cgcsF = 1 / 298.257222101
)

// zone is a Gauss-Krüger projection on CGCS2000: scale 1 on the central meridian, no false northing.
type zone struct {
	meridian float64 // degrees
	easting  float64 // false easting, metres; with the zone's number in front where the code has a prefix
}

// krueger holds the coefficients of Krüger's series in the third flattening n, to the sixth power: below a micrometre within
// ten degrees of the meridian (Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", eq. 35 and 36).
type krueger struct {
	radius      float64 // of the rectifying sphere
	e           float64 // eccentricity
	alpha, beta [6]float64
}

func newKrueger() krueger {
	n := cgcsF / (2 - cgcsF)
	n2, n3, n4, n5, n6 := n*n, n*n*n, n*n*n*n, n*n*n*n*n, n*n*n*n*n*n
	return krueger{
		radius: cgcsA / (1 + n) * (1 + n2/4 + n4/64 + n6/256),
		e:      math.Sqrt(cgcsF * (2 - cgcsF)),
		alpha: [6]float64{
			n/2 - n2*2/3 + n3*5/16 + n4*41/180 - n5*127/288 + n6*7891/37800,
			n2*13/48 - n3*3/5 + n4*557/1440 + n5*281/630 - n6*1983433/1935360,
			n3*61/240 - n4*103/140 + n5*15061/26880 + n6*167603/181440,
			n4*49561/161280 - n5*179/168 + n6*6601661/7257600,
			n5*34729/80640 - n6*3418889/1995840,
			n6 * 212378941 / 319334400,
		},
		beta: [6]float64{
			n/2 - n2*2/3 + n3*37/96 - n4/360 - n5*81/512 + n6*96199/604800,
			n2/48 + n3/15 - n4*437/1440 + n5*46/105 - n6*1118711/3870720,
			n3*17/480 - n4*37/840 - n5*209/4480 + n6*5569/90720,
			n4*4397/161280 - n5*11/504 - n6*830251/7257600,
			n5*4583/161280 - n6*108847/3991680,
			n6 * 20648693 / 638668800,
		},
	}
}

// project returns easting and northing in metres.
func (z zone) project(lon, lat float64) (x, y float64) {
	k := newKrueger()
	lambda, phi := (lon-z.meridian)*math.Pi/180, lat*math.Pi/180
	tau := k.conformal(math.Tan(phi))
	xi, eta := math.Atan2(tau, math.Cos(lambda)), math.Asinh(math.Sin(lambda)/math.Hypot(tau, math.Cos(lambda)))
	dXi, dEta := series(k.alpha, xi, eta)
	return z.easting + k.radius*(eta+dEta), k.radius * (xi + dXi)
}

// unproject returns lon and lat in degrees.
func (z zone) unproject(x, y float64) (lon, lat float64) {
	k := newKrueger()
	xi, eta := y/k.radius, (x-z.easting)/k.radius
	dXi, dEta := series(k.beta, xi, eta)
	xi, eta = xi-dXi, eta-dEta
	tau := math.Sin(xi) / math.Hypot(math.Sinh(eta), math.Cos(xi))
	lambda := math.Atan2(math.Sinh(eta), math.Cos(xi))
	return z.meridian + lambda*180/math.Pi, math.Atan(k.geodetic(tau)) * 180 / math.Pi
}

// series sums c[j]·sin(2(j+1)ξ)·cosh(2(j+1)η) and c[j]·cos(2(j+1)ξ)·sinh(2(j+1)η).
func series(c [6]float64, xi, eta float64) (dXi, dEta float64) {
	for j, a := range c {
		m := float64(2 * (j + 1))
		dXi += a * math.Sin(m*xi) * math.Cosh(m*eta)
		dEta += a * math.Cos(m*xi) * math.Sinh(m*eta)
	}
	return dXi, dEta
}

// conformal turns the tangent of the geodetic latitude into that of the conformal one (Karney, eq. 7 and 9).
func (k krueger) conformal(tau float64) float64 {
	root := math.Hypot(1, tau)
	sigma := math.Sinh(k.e * math.Atanh(k.e*tau/root))
	return tau*math.Hypot(1, sigma) - sigma*root
}

// geodetic inverts conformal by Newton's method (Karney, eq. 19 to 21); it converges in three rounds.
func (k krueger) geodetic(conformal float64) float64 {
	tau, e2 := conformal, k.e*k.e
	for range maxRounds {
		c := k.conformal(tau)
		step := (conformal - c) / math.Hypot(1, c) * (1 + (1-e2)*tau*tau) / ((1 - e2) * math.Hypot(1, tau))
		tau += step
		if math.Abs(step) <= 1e-15*max(1, math.Abs(tau)) {
			break
		}
	}
	return tau
}

// Web Mercator (EPSG:3857): a sphere of the equator's radius.
func mercator(lon, lat float64) (x, y float64) {
	return cgcsA * lon * math.Pi / 180, cgcsA * math.Asinh(math.Tan(lat*math.Pi/180))
}

func unmercator(x, y float64) (lon, lat float64) {
	return x / cgcsA * 180 / math.Pi, math.Atan(math.Sinh(y/cgcsA)) * 180 / math.Pi
}
