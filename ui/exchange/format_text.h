#pragma once

#include <QString>

namespace creel {

/// One sentence about a dataset format and who reads it, for who has to choose one. `format` is
/// AnnotationFormat::name().
QString formatDescription(const QString& format);

} // namespace creel
