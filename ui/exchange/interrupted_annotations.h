#pragma once

#include "core/catalog/connection.h"
#include "core/exchange/import_annotations.h"

namespace creel {

/// Imports of annotations that began and never ended. They are asked for once: the catalog then counts them
/// as failed.
QList<AnnotationImport> takeInterruptedAnnotations(Connection& connection);

} // namespace creel
