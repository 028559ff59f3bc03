#pragma once

#include <QList>
#include <QString>

namespace creel {

/// Whether one of the photo formats that Creel knows can be read on this machine.
struct FormatSupport
{
    QString format; ///< as Photo::format names it
    bool isReadable = false;
};

/// Every format, whatever plug-ins and codecs are installed. Any thread.
QList<FormatSupport> formatSupport();

struct LibraryVersion
{
    QString name;
    QString version; ///< of the library in use, not of the headers
};

/// The libraries that read, measure and hash photos. Any thread.
QList<LibraryVersion> imagingLibraries();

} // namespace creel
