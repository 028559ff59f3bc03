#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace creel::test {

/// The readers of annotation files: the formats' names, "voc1" for one that counts from 1, and "yaml" for
/// YOLO's data.yaml.
QByteArrayList annotationReaders();

/// Feeds bytes to a reader as one of its files, and what it makes of them to what comes next: the photo it
/// means is looked for, and its boxes are fitted to it. Ends the program where anything comes out that no
/// reader may let through. For fuzzing, and for what fuzzing found.
void feedReader(const QByteArray& reader, const QByteArray& bytes);

} // namespace creel::test
