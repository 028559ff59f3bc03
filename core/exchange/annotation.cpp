#include "core/exchange/annotation.h"

#include "core/catalog/split_store.h"

#include <array>

namespace creel {

std::optional<SplitPart> splitPart(DatasetPart part)
{
    switch (part) {
    case DatasetPart::Train:
        return SplitPart::Train;
    case DatasetPart::Valid:
        return SplitPart::Valid;
    case DatasetPart::Test:
        return SplitPart::Test;
    case DatasetPart::None:
        break;
    }
    return std::nullopt;
}

DatasetPart datasetPart(SplitPart part)
{
    switch (part) {
    case SplitPart::Train:
        return DatasetPart::Train;
    case SplitPart::Valid:
        return DatasetPart::Valid;
    case SplitPart::Test:
        return DatasetPart::Test;
    }
    return DatasetPart::None;
}

QString partName(DatasetPart part)
{
    const std::optional<SplitPart> split = splitPart(part);
    return split ? partName(*split) : QString();
}

DatasetPart datasetPartFromName(QStringView name)
{
    struct Name
    {
        QLatin1String text;
        DatasetPart part;
    };
    static constexpr std::array<Name, 8> names{{{QLatin1String("train"), DatasetPart::Train},
                                                {QLatin1String("training"), DatasetPart::Train},
                                                {QLatin1String("val"), DatasetPart::Valid},
                                                {QLatin1String("valid"), DatasetPart::Valid},
                                                {QLatin1String("validation"), DatasetPart::Valid},
                                                {QLatin1String("dev"), DatasetPart::Valid},
                                                {QLatin1String("test"), DatasetPart::Test},
                                                {QLatin1String("testing"), DatasetPart::Test}}};
    while (!name.isEmpty() && name.back().isDigit())
        name.chop(1);
    for (const Name& known : names) {
        if (name.compare(known.text, Qt::CaseInsensitive) == 0)
            return known.part;
    }
    return DatasetPart::None;
}

DatasetPart partFromPath(const BytePath& path)
{
    BytePath folder = splitPath(path).first;
    while (!folder.isEmpty()) {
        const auto [parent, name] = splitPath(folder);
        if (const DatasetPart part = datasetPartFromName(displayPath(name)); part != DatasetPart::None)
            return part;
        folder = parent;
    }
    return DatasetPart::None;
}

QRectF toUpright(const QRectF& box, QSizeF stored, int orientation)
{
    const double width = stored.width();
    const double height = stored.height();
    const double left = box.left();
    const double top = box.top();
    const double right = box.left() + box.width();
    const double bottom = box.top() + box.height();
    switch (orientation) {
    case 2:
        return {width - right, top, box.width(), box.height()};
    case 3:
        return {width - right, height - bottom, box.width(), box.height()};
    case 4:
        return {left, height - bottom, box.width(), box.height()};
    case 5:
        return {top, left, box.height(), box.width()};
    case 6:
        return {height - bottom, left, box.height(), box.width()};
    case 7:
        return {height - bottom, width - right, box.height(), box.width()};
    case 8:
        return {top, width - right, box.height(), box.width()};
    default:
        return box;
    }
}

QRectF toStored(const QRectF& box, QSizeF upright, int orientation)
{
    // Every orientation undoes itself but the two quarter turns, which undo each other.
    const int reverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    return toUpright(box, upright, reverse);
}

} // namespace creel
