#include "core/exchange/export_names.h"

#include "core/exchange/annotation_files.h"
#include "core/imaging/photo_format.h"

namespace creel {

namespace {

constexpr qsizetype longestStem = 180; // bytes, so that an id and an extension still fit

/// Without what a text file, a list or another system cannot carry.
QString cleaned(const BytePath& stem)
{
    QString text = displayPath(stem);
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter ||
            c == QLatin1Char('/') || c == QLatin1Char('\\')) // a folder's end, here or on Windows
            c = QLatin1Char('_');
    }
    text = text.trimmed(); // lists of names know no blanks at their ends
    while (text.toUtf8().size() > longestStem)
        text.chop(text.back().isLowSurrogate() ? 2 : 1);
    return text;
}

QByteArray extensionOf(const Photo& photo, bool isUpright)
{
    const bool isTurned = isUpright && photo.orientation != 1;
    if (!isTurned && hasPhotoExtension(photo.name))
        return photo.name.mid(photo.name.lastIndexOf('.'));
    if (isTurned)
        return photo.format == QLatin1String("jpeg") ? ".jpg" : ".png";
    return photo.format == QLatin1String("jpeg") ? ".jpg" : '.' + photo.format.toLatin1();
}

} // namespace

BytePath ExportNames::nameFor(const Photo& photo, bool isUpright)
{
    const bool hasExtension = hasPhotoExtension(photo.name);
    QString stem = cleaned(hasExtension ? withoutExtension(photo.name) : photo.name);
    if (m_stems.contains(stem.toLower()) || stem.isEmpty() || stem.startsWith(QLatin1Char('.')))
        stem += QLatin1Char('_') + QString::number(photo.id.value());
    while (stem.startsWith(QLatin1Char('.')))
        stem.remove(0, 1);
    while (m_stems.contains(stem.toLower()))
        stem += QLatin1Char('_');
    m_stems.insert(stem.toLower());
    return stem.toUtf8() + extensionOf(photo, isUpright);
}

} // namespace creel
