#pragma once

#include "core/catalog/photo_store.h"
#include "core/demo/scenes.h"
#include "core/demo/trout.h"

#include <QJsonObject>

namespace creel::demo {

enum class PlantedKind
{
    Trout,
    TackleBox,
    River,
    Broken
};

/// How a planted photo repeats another one.
enum class CopyKind
{
    None,
    Exact,
    Reencoded,
    Resized,
    Cropped,
    Brightened,
    Mirrored
};

/// One file of a pond, with the truth about it.
struct PlantedFile
{
    QString path; ///< relative to the pond: "photos/brown_trout/0a1b2c3d.jpg"
    Species folder = Species::Brown;
    PlantedKind kind = PlantedKind::Trout;
    Species species = Species::Brown; ///< what a trout really is
    Scene scene = Scene::Stones;
    CopyKind copy = CopyKind::None;
    int original = -1;               ///< index of the file that `copy` repeats
    Problem problem = Problem::None; ///< what is wrong with a broken file
    std::optional<qint64> takenAt;   ///< seconds since 1970 on the camera's clock
    std::optional<GeoPosition> position;

    /// A trout in the folder of another species.
    bool hasWrongLabel() const { return kind == PlantedKind::Trout && species != folder; }
};

/// Enough for a first lesson; tests make do with fewer.
inline constexpr int usualTroutPerSpecies = 60;
inline constexpr int minTroutPerSpecies = 10; ///< what the planted copies need

/// Everything that goes into a pond, decided before the first photo is drawn: the same for the same seed.
struct PondPlan
{
    quint32 seed = 1;
    int troutPerSpecies = 0;
    QList<PlantedFile> files; ///< originals before their copies
};

PondPlan planPond(quint32 seed, int troutPerSpecies = usualTroutPerSpecies);

/// truth.json: what the pond holds, for people and for measuring what Creel finds.
QJsonObject toJson(const PondPlan& plan);

} // namespace creel::demo
