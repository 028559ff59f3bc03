#include "core/exchange/dataset_parts.h"

#include "core/exchange/annotation_files.h"

namespace creel {

Result<std::vector<SplitStore::Entry>> newParts(Connection& connection, Dataset& dataset,
                                                const std::vector<PhotoId>& ids, AnnotationSummary& summary)
{
    CREEL_ASSIGN(const auto known, SplitStore(connection).all());
    FindingList findings(dataset);
    std::vector<SplitStore::Entry> entries;
    for (qsizetype i = 0; i < dataset.photos.size(); ++i) {
        const AnnotatedPhoto& photo = dataset.photos[i];
        const PhotoId id = ids[size_t(i)];
        const std::optional<SplitPart> part = splitPart(photo.part);
        if (!id.isValid() || !part)
            continue;
        if (!known.contains(id))
            entries.emplace_back(id, *part);
        else if (known.value(id) != *part)
            findings.lose(photo.source, photo.line,
                          ExchangeText::tr("The photo keeps the part it has; the dataset has it in “%1”.")
                              .arg(partName(*part)));
    }
    summary.partsGiven = qint64(entries.size());
    return entries;
}

} // namespace creel
