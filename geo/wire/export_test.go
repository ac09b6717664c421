package wire

// DecodeWithin is DecodeFeatures with another limit than MaxFeatureBytes.
var DecodeWithin = decodeWithin
