#pragma once

#include <QString>

namespace creel::test {

/// Draws `count` small JPEGs, each different from the others to every measure Creel takes, into `folder`.
void drawPhotos(const QString& folder, int count, int seed);

} // namespace creel::test
