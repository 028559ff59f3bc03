#pragma once

#include "core/base/result.h"
#include "core/demo/pond_plan.h"
#include "core/jobs/progress.h"

namespace creel::demo {

/// A folder with a synthetic set of photos whose truth is known: DIR/photos/SPECIES/….jpg, DIR/truth.json and
/// DIR/pond.creel.
struct Pond
{
    QString folder;
    PondPlan plan;

    QString photos() const { return folder + QStringLiteral("/photos"); }
    QString catalog() const { return folder + QStringLiteral("/pond.creel"); }
};

/// Draws a pond into a new or empty folder; goes on with one that was begun before, and leaves one that is
/// complete as it is. `seed` is 1, or the begun pond's, unless given. Draws on all cores; blocks. Errors:
/// Exists for a folder that holds anything else or a pond of another seed; Cancelled.
Result<Pond> drawPond(const QString& folder, std::optional<quint32> seed, JobContext context,
                      int troutPerSpecies = usualTroutPerSpecies);

} // namespace creel::demo
