#pragma once

#include "app/cli/output.h"
#include "core/exchange/import_preview.h"

#include <CLI/CLI.hpp>

namespace creel {

/// What `creel import --annotations` is told beyond the catalog and the path.
struct AnnotationOptions
{
    std::string format; ///< empty: photos are imported, not annotations
    std::string photos;
    std::string frame;
    bool createLabels = false;
    bool replaces = false;
    bool takesParts = false;
    bool isOneBased = false;
    bool isDryRun = false;
};

void addAnnotationOptions(CLI::App& command, AnnotationOptions& options);
/// `request` has the catalog, the path and the mapping.
Result<int> runAnnotationImport(const AnnotationOptions& options, AnnotationImport request,
                                const Output& output);

} // namespace creel
